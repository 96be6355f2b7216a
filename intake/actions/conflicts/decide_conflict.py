"""Decide whether a possible conflict is one, and give the reason."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.case_notes import write_note
from intake.actions.opening.log_act import log_act
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case, Conflict
from intake.cases.pipeline import MOVES, Status
from intake.notes.kinds import NoteKind


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


class WallNeeded(Exception):
    """Members with knowledge are to be screened off, and the case has no wall that does it."""


class NothingToDecide(Exception):
    """The conflict check of this case was not made, or found no conflict."""


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
    """Clear the case, or hold it because of the conflict; *text* is sealed in a note.

    Raise ``NoSuchCase``, ``ChangedMeanwhile``, :class:`NothingToDecide`, :class:`WallNeeded`, or as
    ``case_key`` does.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    if case.conflict in (None, Conflict.CLEAR):
        raise NothingToDecide
    if grounds is Grounds.SCREENED and not case.walled_keys:
        raise WallNeeded
    key = case_key(case, reader)
    cleared = grounds in CLEARING
    facts = {"grounds": grounds.value}
    note = write_note(
        key, NoteKind.CONFLICT_DECIDED, text, member_id=reader.member_id, now=now, facts=facts
    )
    store.set_conflict(case, Conflict.FREED if cleared else Conflict.CONFLICT, on=today)
    _move(case, cleared=cleared, today=today)
    act = AuditAct.CONFLICT_FREED if cleared else AuditAct.CONFLICT_STANDS
    log_act(act, case, reader, today=today, now=now, made=note.id)
    return case


def _move(case: Case, *, cleared: bool, today: date) -> None:
    if cleared and case.stage is Status.CONFLICT_HOLD:
        store.move(case, Status.TRIAGE, reason=None, on=today)
    elif not cleared and Status.CONFLICT_HOLD in MOVES[case.stage]:
        store.move(case, Status.CONFLICT_HOLD, reason=None, on=today)
