"""Changing the law takes two people, and each act is written down."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from intake.actions.law import amend
from intake.actions.opening.actor import Actor
from intake.amendments.approved import law_book
from intake.amendments.models import Amendment
from intake.audit.models import AuditEntry
from intake.words import Refused
from tests.amendments.test_approved import TEN_DAYS
from tests.cases.making import TODAY, InventedTeam

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def test_proposing_approving_and_withdrawing_are_written_down(
    team: InventedTeam, db_session: scoped_session[Session]
) -> None:
    first, second = (
        Actor(reader=team.reader(team.member(email=email)), day=TODAY, at=NOW)
        for email in ("wren@example.org", "gull@example.org")
    )
    amendment = Amendment(**TEN_DAYS)

    amend.propose(first, amendment)
    amend.approve(second, Amendment, amendment.id)
    assert law_book().number("bia_appeal_days", on=TODAY) == 10
    amend.withdraw(first, Amendment, amendment.id)

    assert law_book().number("bia_appeal_days", on=TODAY) == 30
    assert {(entry.act, entry.member_id) for entry in db_session.scalars(select(AuditEntry))} == {
        ("amendment_proposed", first.member_id),
        ("amendment_approved", second.member_id),
        ("amendment_withdrawn", first.member_id),
    }


def test_what_was_not_approved_is_not_written_down_as_approved(
    team: InventedTeam, db_session: scoped_session[Session]
) -> None:
    first = Actor(reader=team.reader(team.member()), day=TODAY, at=NOW)
    amendment = Amendment(**TEN_DAYS)
    amend.propose(first, amendment)

    with pytest.raises(Refused):
        amend.approve(first, Amendment, amendment.id)

    assert [entry.act for entry in db_session.scalars(select(AuditEntry))] == ["amendment_proposed"]
