"""Dates that come near are told to whom they concern, once at each step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from intake.actions.mail.remind import remind, something_near
from intake.extensions import db
from intake.outbox.models import OutboxEmail
from intake.settings import Settings
from tests.cases.making import TODAY, InventedTeam, new_team


def test_a_date_has_one_reminder_at_each_step(team: InventedTeam, settings: Settings) -> None:
    a_date(team, ahead=40)
    counts = {}

    for ahead in range(40, -1, -1):
        day = TODAY + timedelta(40 - ahead)
        counts[ahead] = letters(settings, today=day)

    assert {ahead for ahead, count in counts.items() if count} == {30, 14, 7, 3, 1}
    assert set(counts.values()) == {0, 1}


def test_the_owner_and_the_supervisors_get_reminders(
    team: InventedTeam, settings: Settings
) -> None:
    owner = team.member("caseworker", email="owner@example.org")
    team.member("caseworker", email="other@example.org")
    a_date(team, ahead=3, assignee_id=owner.id)

    letters(settings)

    assert addresses() == ["boss@example.org", "owner@example.org"]


def test_a_reminder_has_only_reference_and_day(team: InventedTeam, settings: Settings) -> None:
    case = a_date(team, ahead=3)

    letters(settings)

    (sent,) = db.session.scalars(select(OutboxEmail).where(OutboxEmail.origin_id.is_not(None)))
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
def test_some_cases_get_no_reminder(
    team: InventedTeam, settings: Settings, changed: dict[str, Any]
) -> None:
    a_date(team, ahead=3, **changed)

    assert letters(settings) == 0
    assert not something_near(today=TODAY)


def a_date(team: InventedTeam, *, ahead: int, **changed: Any):
    day = TODAY + timedelta(ahead)
    columns: dict[str, Any] = {"received_on": TODAY - timedelta(9), **changed}
    return team.case(due_on=day, dates={"act_by": day}, **columns)


def letters(settings: Settings, *, today: date = TODAY) -> int:
    """Count the letters that this day brings, however often the job runs."""
    before = len(addresses())
    while something_near(today=today):
        remind(settings, today=today, days=3)
    remind(settings, today=today, days=3)
    return len(addresses()) - before


def addresses() -> list[str]:
    letters = db.session.scalars(select(OutboxEmail).where(OutboxEmail.origin_id.is_not(None)))
    return sorted(letter.address or "" for letter in letters)


@pytest.fixture
def team(db_session: scoped_session[Session]) -> InventedTeam:
    team = new_team()
    team.member("supervisor", email="boss@example.org")
    return team
