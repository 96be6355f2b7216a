"""Keep a hold and a member's decision about a conflict when a check is made again."""

from __future__ import annotations

from datetime import date

from intake.actions.conflicts.decide_conflict import CLEARING, Grounds
from intake.actions.opening.case_notes import OpenNote, newest
from intake.cases import store
from intake.cases.models import Case, Conflict
from intake.cases.pipeline import MOVES, Status
from intake.notes.kinds import NoteKind


def result_for(case: Case, notes: tuple[OpenNote, ...], found: Conflict) -> Conflict:
    """Return the result to store where a check *found* this.

    An applicant who changes a name has the check made again. It frees neither a case whose conflict
    a member confirmed, nor one that is on hold, by hand or by an earlier check: a member does.
    """
    if stands(case, notes):
        return Conflict.CONFLICT
    is_held = case.stage is Status.CONFLICT_HOLD
    return Conflict.POSSIBLE if is_held and found is Conflict.CLEAR else found


def hold_without_wall(case: Case, notes: tuple[OpenNote, ...], *, today: date) -> bool:
    """Hold a case whose wall was taken down, if the wall was the ground to free it.

    Return true if so.
    """
    if not (case.may_be_read and stands(case, notes)):
        return False
    store.set_conflict(case, Conflict.CONFLICT, on=today)
    if Status.CONFLICT_HOLD in MOVES[case.stage]:
        store.move(case, Status.CONFLICT_HOLD, reason=None, on=today)
    return True


def stands(case: Case, notes: tuple[OpenNote, ...]) -> bool:
    """Return true if the newest decision about the case keeps its story hidden.

    The ground of members who are screened off holds only while the wall does.
    """
    decision = newest(notes, NoteKind.CONFLICT_DECIDED)
    if decision is None:
        return False
    grounds = Grounds(decision.facts["grounds"])
    return grounds not in CLEARING or (grounds is Grounds.SCREENED and not case.walled_keys)
