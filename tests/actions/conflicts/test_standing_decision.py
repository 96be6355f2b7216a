"""A decision about a conflict, and a hold, outlast the check that a changed name brings."""

from datetime import timedelta

import pytest

from intake.actions.case.change_status import move_case
from intake.actions.conflicts.check_conflicts import check_next, settle_conflicts
from intake.actions.conflicts.wall_case import Grounds, decide_conflict
from intake.actions.opening.case_keys import Actor, case_key
from intake.actions.opening.case_notes import newest, read_notes
from intake.cases import store
from intake.cases.card import Card
from intake.cases.pipeline import Status
from intake.extensions import db
from intake.notes.store import NoteKind
from tests.cases.making import NOW, TODAY, actor
from tests.support.rows import acts_logged

LUMO = Card(name_to_use="Lumora Testfold Wrenwick")
AGAINST_HER = Card(name_to_use="Tarviq", do_not_tell="my aunt Lumora Testfold Wrenwick")


@pytest.mark.parametrize("grounds", [Grounds.ADVERSE, Grounds.CANNOT_TELL])
def test_a_changed_name_does_not_undo_a_decided_conflict(team, reader, grounds):
    case = decided(team, reader, grounds)

    change_name(case, reader)

    assert (case.conflict, case.stage) == ("conflict", Status.CONFLICT_HOLD)
    assert checks_of(case) == ["conflict_check_conflict"]
    assert last_check(case, reader) == (0, True)


def test_a_changed_name_of_a_freed_case_is_checked_as_that_of_a_new_one(team, reader):
    case = decided(team, reader, Grounds.NOT_ADVERSE)

    change_name(case, reader)

    assert (case.conflict, case.stage) == ("clear", Status.TRIAGE)
    assert checks_of(case) == ["conflict_check_clear"]


@pytest.mark.parametrize("before", ["clear", None], ids=["checked", "unchecked"])
def test_a_hold_by_hand_is_not_ended_by_a_check(team, reader, before):
    case = team.case(card=LUMO, conflict=before)
    hold(case, reader)

    if before:
        change_name(case, reader)
    else:
        pass_by(reader)

    assert (case.conflict, case.stage) == ("possible", Status.CONFLICT_HOLD)


def test_a_hold_that_a_check_made_is_ended_by_a_member_alone(team, reader):
    case, other = team.case(card=LUMO, conflict=None), team.case(card=AGAINST_HER)
    pass_by(reader)
    assert last_check(case, reader) == (1, False)
    store.erase(other.id)

    change_name(case, reader)

    assert (case.conflict, case.stage) == ("possible", Status.CONFLICT_HOLD)
    assert checks_of(case) == ["conflict_check_conflict", "conflict_check_possible"]
    assert last_check(case, reader) == (1, True)


def decided(team, reader, grounds):
    """Return a case whose possible conflict was decided on these grounds."""
    case = team.case(card=LUMO, conflict="possible", status="conflict_hold")
    decide_conflict(actor(reader, case, NOW), case.reference, grounds, "A reason.")
    return case


def hold(case, reader):
    """Put a case on hold by hand."""
    by = actor(reader, case, NOW)
    move_case(by, case.reference, Status.CONFLICT_HOLD, reason=None, retention_days=90)


def change_name(case, reader):
    """Have the check made again, as after an applicant's change of a name."""
    store.reset_conflict(case)
    pass_by(reader, at=NOW + timedelta(hours=1))


def checks_of(case):
    """Return the results of checks that the audit log has, by name."""
    acts = acts_logged(case.id)
    return sorted(act for act in acts if act.startswith("conflict_check_"))


def last_check(case, reader):
    """Return from the note of the last check how many hits it has, and whether a hold stands."""
    note = newest(read_notes(case_key(case, reader)), NoteKind.CONFLICT_FOUND)
    assert note is not None
    return len(note.facts["hits"]), note.facts["stands"]


def pass_by(reader, *, at=NOW):
    """Check one case, as a page of the queue does."""
    db.session.flush()
    done = check_next(reader, clock=lambda: at)
    assert done is not None
    by = Actor(reader=reader, day=TODAY, at=at, version=done.version)
    settle_conflicts(by, done.reference, done.check)


@pytest.fixture
def reader(team):
    return team.reader(team.member("supervisor"))
