"""Close a case that we may not take: the person is told, and nobody here reads their story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from intake.actions.case.decide_case import SecondPersonNeeded, is_near
from intake.actions.case.open_case import OpenedCase, open_story
from intake.actions.case.send_message import put_message
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


def close_held(
    reference: str,
    reader: Reader,
    letter: Callable[[OpenedCase], Words],
    *,
    erase_on: date,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """The case is closed for its conflict; ``letter`` makes what the person reads of the story.

    Somebody must have decided that the conflict stands; near a day that is another member than
    who closes. Raises ``NoSuchCase``, ``ChangedMeanwhile``, ``NothingToDecide``,
    ``SecondPersonNeeded``, ``MoveNotAllowed``, ``NoKeyForCase`` or ``SealBroken``.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    reason = CloseReason.DECLINED_CONFLICT
    check_move(case.stage, Status.CLOSED, reason, reader.roles)
    key = case_key(case, reader)
    decided = newest(read_notes(key), NoteKind.CONFLICT_DECIDED)
    if case.conflict != Conflict.CONFLICT or decided is None:
        raise NothingToDecide
    if decided.member_id == reader.member_id and is_near(case, today=today):
        raise SecondPersonNeeded
    put_message(key, reader, letter(open_story(key)), today=today, now=now)
    store.move(case, Status.CLOSED, reason=reason, on=today, erase_on=erase_on)
    log.record(
        AuditAct.CLOSED_DECLINED_CONFLICT,
        on=today,
        member_id=reader.member_id,
        case_id=case.id,
        at=now,
    )
