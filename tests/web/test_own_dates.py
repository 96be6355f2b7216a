"""The applicant's own dates in the mailbox are those of the day on which they look."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from intake.web.mailbox.own_dates import own_dates
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.databases.fixtures import ON_EITHER
from tests.triage.making import TODAY, triage_of

pytestmark = [pytest.mark.usefixtures("clock"), ON_EITHER]

NO_DATE = "We know of no date that is coming up."
UNKNOWN = "You may have a deadline we do not know about."
PASSED = "This day has passed. Something may still be possible:"
DENIED = {
    **SHORTEST,
    "location_kind": ["in_us"],
    "so_far": ["judge_decided"],
    "bad_decision": ["judge"],
    "bad_decision_date-day": ["29"],
    "bad_decision_date-month": ["10"],
    "bad_decision_date-year": ["2026"],
}


@pytest.mark.usefixtures("wren")
def test_on_the_last_weekend_the_page_tells_the_monday_that_counts(app, clock):
    someone, code = sent(app)
    assert "By Friday 27 November 2026" in dates_of(someone, code)

    clock.move_to(datetime(2026, 11, 29, 15, tzinfo=UTC))
    again = dates_of(someone, code)

    assert "By Sunday 29 November 2026" in again
    assert "must get your appeal by 30 November 2026" in again
    assert NO_DATE not in again


@pytest.mark.usefixtures("wren")
def test_a_day_that_has_passed_is_told_with_what_is_still_possible(app, clock):
    someone, code = sent(app)

    clock.move_to(datetime(2026, 12, 2, 15, tzinfo=UTC))
    page = dates_of(someone, code)

    assert PASSED in page
    assert "a lawyer can still ask: for a late appeal" in page
    assert "By Friday 27 November 2026" not in page
    assert NO_DATE not in page


@pytest.mark.usefixtures("wren")
def test_where_a_date_is_not_known_nobody_is_told_that_none_is_coming(app):
    page = dates_of(*sent(app, SHORTEST))

    assert UNKNOWN in page
    assert NO_DATE not in page


def test_the_presumed_end_of_an_excuse_is_told_without_a_heading():
    ended = {"lawful_status": "ended", "lawful_status_ended": "2026-08-10"}
    (year,) = rows({"help_types": ["fear_return"], "last_arrival_date": "2024-11-29"} | ended)

    assert (year.by, year.passed) == (None, False)
    assert "Sooner is safer" in year.says.in_english()


def test_what_may_end_today_comes_first_and_what_has_passed_comes_last():
    decision = {"bad_decision": "judge", "bad_decision_date": "2026-10", "missed_hearing": "no"}
    year = {"help_types": ["fear_return"], "last_arrival_date": "2025-02-01"}

    dates = rows(decision | year | {"next_hearing_date": "2027-03-01", "court_case": "yes"})

    assert [(row.by, row.passed) for row in dates] == [
        (None, False),
        (date(2026, 12, 30), False),
        (date(2027, 3, 1), False),
        (None, True),
    ]


def rows(answers: dict[str, Any]) -> list[Any]:
    return own_dates(triage_of(answers).deadlines, is_helped=False, today=TODAY)


def sent(app: Flask, answers: Any = DENIED) -> tuple[Applicant, str]:
    """Return an applicant who sent these answers, and the code."""
    someone = Applicant(app.test_client(), answers)
    someone.apply()
    code = someone.text.split('id="return-code"')[1].split(">", 1)[1].split("<")[0]
    return someone, code


def dates_of(someone: Applicant, code: str) -> str:
    """Return the page of the dates of an applicant who enters the code."""
    someone.open("/en/return")
    someone.post("/en/return", {"code": [code]})
    someone.open("/en/mailbox/dates")
    return someone.text
