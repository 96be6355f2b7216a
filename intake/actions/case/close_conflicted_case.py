"""Close a case because of a conflict: the person gets a letter, and no member reads the story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from intake.actions.case.decide_case import SecondPersonNeeded, is_near
from intake.actions.case.open_case import OpenedCase, open_story
from intake.actions.case.send_message import add_message
from intake.actions.conflicts.decide_conflict import NothingToDecide
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.case_messages import Words
from intake.actions.opening.case_notes import newest, read_notes
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Conflict
from intake.cases.pipeline import CloseReason, Status, check_move
from intake.notes.kinds import NoteKind


def close_conflicted_case(
    reference: str,
    reader: Reader,
    letter: Callable[[OpenedCase], Words],
    *,
    erase_on: date,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Close the case; *letter* makes the message to the person from the story.

    A member must have decided that there is a conflict; if a deadline is near, another member
    than the reader. Raise ``NothingToDecide`` or ``SecondPersonNeeded`` otherwise,
    ``NoSuchCase``, ``ChangedMeanwhile``, ``MoveNotAllowed``, or as ``open_story`` does.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    reason = CloseReason.DECLINED_CONFLICT
    check_move(case.stage, Status.CLOSED, reason, reader.roles)
    key = case_key(case, reader)
    decision = newest(read_notes(key), NoteKind.CONFLICT_DECIDED)
    if case.conflict != Conflict.CONFLICT or decision is None:
        raise NothingToDecide
    if decision.member_id == reader.member_id and is_near(case, today=today):
        raise SecondPersonNeeded
    add_message(key, reader, letter(open_story(key)), today=today, now=now)
    store.move(case, Status.CLOSED, reason=reason, on=today, erase_on=erase_on)
    who, act = reader.member_id, AuditAct.CLOSED_DECLINED_CONFLICT
    log.record(act, on=today, member_id=who, case_id=case.id, at=now)
