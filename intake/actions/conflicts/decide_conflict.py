"""Decide about a conflict: somebody who may says whether the story may be read, and why."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.case_notes import write_note
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case, Conflict
from intake.cases.pipeline import MOVES, Status
from intake.notes.kinds import NoteKind


class Grounds(StrEnum):
    """Why a conflict is none, or is one."""

    ANOTHER_PERSON = "another_person"
    NOT_ADVERSE = "not_adverse"
    CONSENT = "consent"
    SCREENED = "screened"
    ADVERSE = "adverse"
    CANNOT_TELL = "cannot_tell"


FREES = frozenset({Grounds.ANOTHER_PERSON, Grounds.NOT_ADVERSE, Grounds.CONSENT, Grounds.SCREENED})
"""With these the story may be read; with the others it stays hidden."""


class NothingToDecide(Exception):
    """The conflict check of this case has not been made, or found nobody."""


def decide_conflict(
    reference: str,
    reader: Reader,
    grounds: Grounds,
    text: str,
    *,
    version: int,
    today: date,
    now: datetime,
) -> Case:
    """The case is freed, or its conflict stands; what was written for a reason is sealed.

    Raises ``NoSuchCase``, ``ChangedMeanwhile``, :class:`NothingToDecide`, ``NoKeyForCase`` or
    ``SealBroken``.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    if case.conflict in (None, Conflict.CLEAR):
        raise NothingToDecide
    key = case_key(case, reader)
    freed = grounds in FREES
    facts = {"grounds": grounds.value}
    note = write_note(
        key, NoteKind.CONFLICT_DECIDED, text, member_id=reader.member_id, now=now, facts=facts
    )
    store.set_conflict(case, Conflict.FREED if freed else Conflict.CONFLICT, on=today)
    if freed and case.stage is Status.CONFLICT_HOLD:
        store.move(case, Status.TRIAGE, reason=None, on=today)
    elif not freed and Status.CONFLICT_HOLD in MOVES[case.stage]:
        store.move(case, Status.CONFLICT_HOLD, reason=None, on=today)
    act = AuditAct.CONFLICT_FREED if freed else AuditAct.CONFLICT_STANDS
    who = reader.member_id
    log.record(act, on=today, member_id=who, case_id=case.id, at=now, made=note.id)
    return case
