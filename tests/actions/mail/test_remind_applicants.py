"""Applicants who asked for it are reminded before their dates, and no email names a date."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.actions.mail.mornings import remind_applicants
from intake.outbox.applicant_letters import parted
from intake.outbox.models import OutboxEmail
from tests.cases.making import TODAY, new_team
from tests.support.databases.writing import writing_in
from tests.support.rows import all_rows
from tests.support.storm.concurrency import together

ADDRESS = "lumo.wrenfold@example.org"
TEMPLATE = Path(__file__).parents[3] / "templates" / "email" / "date_near.txt"


def test_a_date_brings_one_email_seven_days_before_and_one_the_day_before(
    team,
):
    a_date(team, ahead=40)

    days = [ahead for ahead in range(40, -1, -1) if reminded(TODAY + timedelta(40 - ahead))]

    assert days == [7, 1]


def test_an_applicant_gets_one_reminder_a_day(team):
    a_date(team, ahead=7)

    assert (reminded(TODAY), reminded(TODAY)) == (1, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"reminder_address": None},
        {"status": "closed"},
        {"conflict": "possible"},
        {"conflict": None},
        {"received_on": TODAY},
        {"quarantined_on": TODAY},
        {"invented": True},
    ],
    ids=[
        *("not asked for", "closed", "maybe a conflict", "not checked", "came in today"),
        *("quarantined", "of the demo"),
    ],
)
def test_some_cases_bring_no_reminder(team, changed):
    a_date(team, ahead=7, **changed)

    assert reminded(TODAY) == 0


def test_the_letter_has_the_reference_and_no_day(team):
    case = a_date(team, ahead=7)

    reminded(TODAY)

    (letter,) = all_rows(OutboxEmail)
    assert (letter.letter, letter.reference) == ("date_near", case.reference)
    assert (letter.due_on, parted(letter.address or "")[1]) == (TODAY, ADDRESS)
    assert not {"due_on", "tier", "asked_in"} & set(TEMPLATE.read_text("utf-8").split())


def test_two_housekeepers_queue_one_email(app):
    with writing_in(app):
        a_date(new_team(), ahead=7)

    def race(_housekeeper):
        with writing_in(app):
            return reminded(TODAY)

    assert sum(together(range(4), race)) == 1


def a_date(team, *, ahead, **changed):
    day = TODAY + timedelta(ahead)
    columns: dict[str, Any] = {
        "received_on": TODAY - timedelta(9),
        "conflict": "clear",
        "reminder_address": ADDRESS,
        **changed,
    }
    return team.case(due_on=day, dates={"act_by": day}, **columns)


def reminded(today):
    return remind_applicants(today=today)
