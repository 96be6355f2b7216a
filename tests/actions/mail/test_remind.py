"""Dates that come near are told to whom they concern, once at each step."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.actions.case.change_status import reopen_case
from intake.actions.mail.mornings import (
    Morning,
    latest_morning,
    remind,
    something_near,
    tell_no_owner,
)
from intake.diary.models import DiaryEntry
from intake.extensions import db
from intake.law.book import shipped
from intake.outbox.models import OutboxEmail
from intake.staff.models import StaffMember
from tests.cases.making import TODAY, actor, new_team
from tests.support.databases.writing import writing_in
from tests.support.rows import all_rows, change_rows
from tests.support.storm.concurrency import together
from tests.support.tables import rows

HOLIDAYS = shipped().holidays
FRIDAY, SUNDAY, MONDAY = date(2026, 10, 30), date(2026, 11, 1), date(2026, 11, 2)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_a_date_has_one_reminder_at_each_step(team, settings):
    a_date(team, ahead=40)
    counts = {}

    for ahead in range(40, -1, -1):
        day = TODAY + timedelta(40 - ahead)
        counts[ahead] = letters(settings, today=day)

    assert {ahead for ahead, count in counts.items() if count} == {30, 14, 7, 3, 1}
    assert set(counts.values()) == {0, 1}


def test_no_update_silences_a_date(team, settings):
    a_date(team, ahead=40)
    change_rows(DiaryEntry, reminded=1)

    assert letters(settings, today=TODAY + timedelta(10)) == 1


@pytest.mark.parametrize("kind", ["act_by", "plan_by", "next_look"])
def test_every_kind_of_date_has_reminders(team, settings, kind):
    a_date(team, ahead=3, kind=kind)

    assert letters(settings) == 1


def test_two_dates_of_one_day_have_one_letter(team, settings):
    day = TODAY + timedelta(3)
    team.case(
        due_on=day,
        dates={"act_by": day, "next_look": day},
        received_on=TODAY - timedelta(9),
    )

    assert letters(settings) == 1


def test_the_owner_and_the_supervisors_get_reminders(team, settings):
    owner = team.member("caseworker", email="owner@example.org")
    team.member("caseworker", email="other@example.org")
    a_date(team, ahead=3, assignee_id=owner.id)

    letters(settings)

    assert addresses() == ["boss@example.org", "owner@example.org"]


def test_who_wants_email_is_told_in_place_of_an_owner_and_supervisors_who_want_none(team, settings):
    (boss,) = members(team)
    owner = team.member("caseworker", email="owner@example.org")
    boss.wants_letters = owner.wants_letters = False
    team.member("caseworker", email="other@example.org")
    a_date(team, ahead=3, assignee_id=owner.id)

    letters(settings)

    assert addresses() == ["other@example.org"]


def test_a_stand_in_gets_the_reminders_of_one_who_is_away(team, settings):
    stand_in = team.member("caseworker", email="stand-in@example.org")
    owner = away(team.member("caseworker", email="owner@example.org"), stand_in=stand_in)
    a_date(team, ahead=3, assignee_id=owner.id)

    letters(settings)

    assert addresses() == ["boss@example.org", "stand-in@example.org"]


def test_a_stand_in_gets_the_reminders_of_one_who_left(team, settings):
    stand_in = team.member("caseworker", email="stand-in@example.org")
    owner = team.member("caseworker", email="owner@example.org")
    owner.disabled_on, owner.stand_in_id = TODAY, stand_in.id
    a_date(team, ahead=3, assignee_id=owner.id)

    letters(settings)

    assert addresses() == ["boss@example.org", "stand-in@example.org"]


def test_who_stands_in_for_each_other_leaves_no_one_out(team, settings):
    for member in members(team):
        away(member)
    gull = team.member("caseworker", email="gull@example.org")
    wren = away(team.member("caseworker", email="wren@example.org"), stand_in=gull)
    away(gull, stand_in=wren)
    team.member("attorney", email="at-work@example.org")
    a_date(team, ahead=3, assignee_id=wren.id)

    letters(settings)

    assert addresses() == ["at-work@example.org"]


def test_if_nobody_works_everybody_who_opens_cases_is_told(team, settings):
    owner = team.member("caseworker", email="owner@example.org")
    team.member("administrator", email="admin@example.org")
    away(owner)
    for member in members(team):
        away(member)
    a_date(team, ahead=3, assignee_id=owner.id)

    letters(settings)

    assert addresses() == ["boss@example.org", "owner@example.org"]


def test_without_a_reader_the_letter_waits_for_one(db_session, settings):
    a_date(new_team(), ahead=3)

    letters(settings)

    (letter,) = all_rows(OutboxEmail)
    assert (letter.state, letter.letter) == ("unrouted", "reminder")


def test_a_reminder_has_only_reference_and_day(team, settings):
    case = a_date(team, ahead=3)

    letters(settings)

    (sent,) = all_rows(OutboxEmail, OutboxEmail.origin_id.is_not(None))
    assert (sent.letter, sent.reference) == ("reminder", case.reference)
    assert sent.due_on == TODAY + timedelta(3)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "closed"},
        {"received_on": TODAY},
        {"invented": True},
        {"quarantined_on": TODAY},
    ],
    ids=["closed", "came in today", "invented", "quarantined"],
)
def test_some_cases_get_no_reminder(team, settings, changed):
    a_date(team, ahead=3, **changed)

    assert letters(settings) == 0
    assert not something_near(Morning(TODAY, TODAY))


def test_a_reopened_case_is_reminded_of_the_step_it_reached(team, settings):
    case = a_date(team, ahead=6, status="closed")
    assert letters(settings) == 0
    reader = team.reader(members(team)[0])

    reopen_case(actor(reader, case, NOON, day=TODAY), case.reference, "New facts.")

    assert letters(settings) == 1


@pytest.mark.parametrize("at, day, until", rows(Path(__file__).with_name("mornings.txt")))
def test_a_morning_covers_the_days_without_work_after_it(settings, at, day, until):
    now = datetime.fromisoformat(f"{at}+00:00")

    morning = latest_morning(now, settings, HOLIDAYS)

    assert (str(morning.day), str(morning.until)) == (day, until)


def test_a_step_on_a_sunday_is_told_on_friday(team, settings):
    team.case(due_on=MONDAY, dates={"act_by": MONDAY}, received_on=FRIDAY - timedelta(9))
    letters(settings, today=FRIDAY - timedelta(1))

    assert letters(settings, today=FRIDAY, until=SUNDAY) == 1
    assert letters(settings, today=SUNDAY) == 0


def test_due_cases_without_an_owner_are_told_once_a_day(team, settings):
    due: dict[str, Any] = {"due_on": TODAY, "received_on": TODAY - timedelta(2)}
    team.case(**due, tier="P2")
    urgent = team.case(**due, tier="P1", assignee_id=away(team.member()).id)
    team.case(due_on=TODAY + timedelta(1), tier="P0", received_on=TODAY - timedelta(2))
    team.case(due_on=TODAY, tier="P0")

    told = [tell(settings, TODAY), tell(settings, TODAY), tell(settings, TODAY + timedelta(1))]

    first = all_rows(OutboxEmail, OutboxEmail.reference == urgent.reference)
    assert told == [1, 0, 1]
    assert {(letter.letter, letter.due_on) for letter in first} == {("no_owner", TODAY)}
    assert addresses() == ["boss@example.org", "boss@example.org"]


def test_a_case_with_an_owner_at_work_is_not_told(team, settings):
    stand_in = team.member("caseworker", email="stand-in@example.org")
    owner = away(team.member("caseworker", email="owner@example.org"), stand_in=stand_in)
    due: dict[str, Any] = {"due_on": TODAY, "received_on": TODAY - timedelta(2)}
    team.case(**due, assignee_id=owner.id)
    team.case(**due, assignee_id=stand_in.id)
    team.case(**due, invented=True)
    team.case(**due, quarantined_on=TODAY)
    team.case(**due, status="closed")

    assert tell(settings, TODAY) == 0


def test_two_workers_tell_once_of_cases_without_an_owner(app, settings):
    with writing_in(app):
        team = new_team()
        team.case(due_on=TODAY, received_on=TODAY - timedelta(2))

    def race(_worker):
        with writing_in(app):
            return tell_no_owner(settings, Morning(TODAY, TODAY))

    assert sum(together(range(4), race)) == 1


def a_date(team, *, ahead, kind="act_by", **changed):
    day = TODAY + timedelta(ahead)
    columns: dict[str, Any] = {"received_on": TODAY - timedelta(9), **changed}
    return team.case(due_on=day, dates={kind: day}, **columns)


def away(member, *, stand_in=None):
    """Set the member away from today on."""
    member.away_from, member.stand_in_id = TODAY, stand_in.id if stand_in else None
    return member


def members(team):
    return all_rows(StaffMember, StaffMember.team_id == team.id)


def letters(settings, *, today=TODAY, until=None):
    """Count the letters that this day brings, however often the job runs."""
    before, morning = len(addresses()), Morning(today, until or today)
    while something_near(morning):
        remind(settings, morning)
    remind(settings, morning)
    return len(addresses()) - before


def tell(settings, today):
    told = tell_no_owner(settings, Morning(today, today))
    db.session.flush()
    return told


def addresses():
    letters = all_rows(OutboxEmail, OutboxEmail.origin_id.is_not(None))
    return sorted(letter.address or "" for letter in letters)


@pytest.fixture
def team(db_session):
    team = new_team()
    team.member("supervisor", email="boss@example.org")
    return team
