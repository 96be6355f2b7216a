"""Changing the law takes two people, and each act is written down."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from intake.actions.law.amend_law import approve_amendment, propose_amendment, withdraw_amendment
from intake.amendments.approved import law_book
from intake.amendments.two_people import NeedsSecondPerson
from intake.audit.models import AuditEntry
from tests.amendments.test_approved import TEN_DAYS
from tests.cases.making import TODAY, InventedTeam, new_team

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def test_proposing_approving_and_withdrawing_are_written_down(
    team: InventedTeam, db_session: scoped_session[Session]
) -> None:
    first_id, second_id = team.member().id, team.member(email="gull@example.org").id

    id_ = propose_amendment(TEN_DAYS, member_id=first_id, today=TODAY, now=NOW).id
    approve_amendment(id_, member_id=second_id, today=TODAY, now=NOW)
    assert law_book().number("bia_appeal_days", on=TODAY) == 10
    withdraw_amendment(id_, member_id=first_id, today=TODAY, now=NOW)

    assert law_book().number("bia_appeal_days", on=TODAY) == 30
    assert {(entry.act, entry.member_id) for entry in db_session.scalars(select(AuditEntry))} == {
        ("amendment_proposed", first_id),
        ("amendment_approved", second_id),
        ("amendment_withdrawn", first_id),
    }


def test_what_was_not_approved_is_not_written_down_as_approved(
    team: InventedTeam, db_session: scoped_session[Session]
) -> None:
    first_id = team.member().id
    id_ = propose_amendment(TEN_DAYS, member_id=first_id, today=TODAY, now=NOW).id

    with pytest.raises(NeedsSecondPerson):
        approve_amendment(id_, member_id=first_id, today=TODAY, now=NOW)

    assert [entry.act for entry in db_session.scalars(select(AuditEntry))] == ["amendment_proposed"]


@pytest.fixture
def team(db_session: scoped_session[Session]) -> InventedTeam:
    return new_team()
