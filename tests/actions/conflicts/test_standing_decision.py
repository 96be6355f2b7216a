"""A decision about a conflict, and a hold, outlast the check that a changed name brings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session, scoped_session

from intake.actions.case.change_status import move_case
from intake.actions.conflicts.check_in_passing import check_next, settle_next
from intake.actions.conflicts.decide_conflict import Grounds, decide_conflict
from intake.actions.opening.case_keys import Reader
from intake.cases import store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.extensions import db
from tests.cases.making import TODAY, InventedTeam, new_team

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
LUMO = Card(name_to_use="Lumora Testfold Wrenwick")
AGAINST_HER = Card(name_to_use="Tarviq", do_not_tell="my aunt Lumora Testfold Wrenwick")


@pytest.mark.parametrize("grounds", [Grounds.ADVERSE, Grounds.CANNOT_TELL])
def test_a_changed_name_does_not_undo_a_decided_conflict(
    team: InventedTeam, reader: Reader, grounds: Grounds
) -> None:
    case = decided(team, reader, grounds)

    change_name(case, reader)

    assert (case.conflict, case.stage) == ("conflict", Status.CONFLICT_HOLD)


def test_a_changed_name_of_a_freed_case_is_checked_as_that_of_a_new_one(
    team: InventedTeam, reader: Reader
) -> None:
    case = decided(team, reader, Grounds.NOT_ADVERSE)

    change_name(case, reader)

    assert (case.conflict, case.stage) == ("clear", Status.TRIAGE)


@pytest.mark.parametrize("before", ["clear", None], ids=["checked", "unchecked"])
def test_a_hold_by_hand_is_not_ended_by_a_check(
    team: InventedTeam, reader: Reader, before: str | None
) -> None:
    case = team.case(card=LUMO, conflict=before)
    hold(case, reader)

    if before:
        change_name(case, reader)
    else:
        pass_by(reader)

    assert (case.conflict, case.stage) == ("possible", Status.CONFLICT_HOLD)


def test_a_hold_that_a_check_made_is_ended_by_a_member_alone(
    team: InventedTeam, reader: Reader
) -> None:
    case, other = team.case(card=LUMO, conflict=None), team.case(card=AGAINST_HER)
    pass_by(reader)
    store.erase(other.id)

    change_name(case, reader)

    assert (case.conflict, case.stage) == ("possible", Status.CONFLICT_HOLD)


def decided(team: InventedTeam, reader: Reader, grounds: Grounds) -> Case:
    """Return a case whose possible conflict was decided on these grounds."""
    case = team.case(card=LUMO, conflict="possible", status="conflict_hold")
    decide_conflict(
        case.reference, reader, grounds, "A reason.", version=case.version, today=TODAY, now=NOW
    )
    return case


def hold(case: Case, reader: Reader) -> None:
    """Put a case on hold by hand."""
    move_case(
        case.reference,
        reader,
        Status.CONFLICT_HOLD,
        reason=None,
        version=case.version,
        retention_days=90,
        today=TODAY,
        now=NOW,
    )


def change_name(case: Case, reader: Reader) -> None:
    """Have the check made again, as after an applicant's change of a name."""
    store.reset_conflict(case)
    pass_by(reader)


def pass_by(reader: Reader) -> None:
    """Check one case, as a page of the queue does."""
    db.session.flush()
    done = check_next(reader, clock=lambda: NOW)
    assert done is not None
    settle_next(reader, done, today=TODAY, now=NOW)


@pytest.fixture
def team(db_session: scoped_session[Session]) -> InventedTeam:
    return new_team()


@pytest.fixture
def reader(team: InventedTeam) -> Reader:
    return team.reader(team.member("supervisor"))
