"""Decide whether a possible conflict is one, hand the decision on, or keep one that was taken."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.case_notes import OpenNote, newest, write_note
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes, store, walls
from intake.cases.models import Case, Conflict
from intake.cases.pipeline import MOVES, Status
from intake.cases.tags import Tag
from intake.notes.kinds import NoteKind
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may
from intake.words import N_, Refused


class Grounds(StrEnum):
    """The reason for deciding that there is a conflict, or that there is none."""

    ANOTHER_PERSON = "another_person"
    NOT_ADVERSE = "not_adverse"
    CONSENT = "consent"
    SCREENED = "screened"
    ADVERSE = "adverse"
    CANNOT_TELL = "cannot_tell"


CLEARING = frozenset(
    {Grounds.ANOTHER_PERSON, Grounds.NOT_ADVERSE, Grounds.CONSENT, Grounds.SCREENED}
)
"""Grounds on which the story may be read; on the others it stays hidden."""


class NothingToDecide(Refused):
    """The conflict check of this case was not made, or found no conflict."""

    says = N_("There is no conflict to decide on this case any more. Open the case again.")


def decide_conflict(by: Actor, reference: str, grounds: Grounds, text: str) -> Case:
    """Clear the case, or hold it because of the conflict; *text* is sealed in a note.

    Raise ``NoSuchCase``, ``ChangedMeanwhile``, :class:`NothingToDecide`, ``Refused`` where members
    with knowledge are to be screened off and no wall does it, or as ``case_key`` does.
    """
    case = store.find_for_change(reference, team_id=by.team_id, version=by.version)
    if case.conflict in (None, Conflict.CLEAR):
        raise NothingToDecide
    if grounds is Grounds.SCREENED and not case.walled_keys:
        raise Refused(
            N_(
                "Put up a wall first. It keeps out the members who know the other person, and only "
                "then can you release the case for this reason."
            )
        )
    key = case_key(case, by.reader)
    cleared = grounds in CLEARING
    facts = {"grounds": grounds.value}
    note = write_note(by, key, NoteKind.CONFLICT_DECIDED, text, facts)
    store.set_conflict(case, Conflict.FREED if cleared else Conflict.CONFLICT, on=by.day)
    if cleared and case.stage is Status.CONFLICT_HOLD:
        store.move(case, Status.TRIAGE, reason=None, on=by.day)
    elif not cleared:
        _hold(case, by.day)
    act = AuditAct.CONFLICT_FREED if cleared else AuditAct.CONFLICT_STANDS
    by.log(act, case, made=note.id)
    return case


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
    _hold(case, today)
    return True


def _hold(case: Case, today: date) -> None:
    if Status.CONFLICT_HOLD in MOVES[case.stage]:
        store.move(case, Status.CONFLICT_HOLD, reason=None, on=today)


def stands(case: Case, notes: tuple[OpenNote, ...]) -> bool:
    """Return true if the newest decision about the case keeps its story hidden.

    The ground of members who are screened off holds only while the wall does.
    """
    decision = newest(notes, NoteKind.CONFLICT_DECIDED)
    if decision is None:
        return False
    grounds = Grounds(decision.facts["grounds"])
    return grounds not in CLEARING or (grounds is Grounds.SCREENED and not case.walled_keys)


def hand_hold(by: Actor, reference: str, to: str) -> Case:
    """Assign a held case to the member with the id *to*, and tag it for a supervisor.

    Raise :class:`NothingToDecide` for a case that no conflict holds, ``Refused`` for a member who
    may not decide, or as ``Actor.lock`` does.
    """
    case = by.lock(reference)
    if case.may_be_read or case.conflict is None:
        raise NothingToDecide
    if to not in {member.id for member in deciders_of(case)}:
        raise Refused(
            N_("This member may not decide about the conflict. Choose another."), status=422
        )
    bulk_changes.give_to(case, to, on=by.day)
    bulk_changes.put_tag(case, Tag.ASK_SUPERVISOR, on=by.day)
    by.log(AuditAct.HOLD_HANDED_ON, case)
    return case


def deciders_of(case: Case) -> list[StaffMember]:
    """Return the members who may decide about the conflict of a case; named ones if walled."""
    named = walls.members_of(case) if case.walled_keys else None
    return [
        member
        for member in staff.members_of(case.team_id)
        if may(member.roles, Act.DECIDE_CONFLICT) and (named is None or member.id in named)
    ]
