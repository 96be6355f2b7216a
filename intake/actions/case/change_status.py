"""Move a case along the pipeline, close it for a reason, or undo a move."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from intake.actions.case.decide_case import (
    BY_DECISION,
    Choice,
    Decision,
    decide_case,
    has_near_deadline,
)
from intake.actions.case.earlier_status import LED_TO, status_before
from intake.actions.case.record_call import NoCallYet, was_called
from intake.actions.case.status_acts import status_act
from intake.actions.links import check_survivors, lock_linked
from intake.actions.opening.actor import check_cleared, log_act
from intake.actions.opening.case_keys import Reader, case_key, check_wall
from intake.actions.opening.case_notes import read_notes
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.actions.opening.read_cards import open_card
from intake.actions.reports.count_case import ACCEPTED, count_case
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.cases import store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.pipeline import UNDECIDED, CloseReason, MoveNotAllowed, Status, check_move
from intake.cases.retention import erase_on

logger = logging.getLogger(__name__)

UNDONE_WITHIN = timedelta(minutes=2)
"""Time for which the page of a case says what was done, and offers to undo it."""

LEAVES_NO_TRACE = frozenset({Status.TRIAGE, Status.INFO_NEEDED, Status.CALL_BOOKED})
"""Statuses to which a move can be undone: it wrote no letter, counted nothing and ended no loan."""


class NothingToUndo(Exception):
    """No move by hand can be undone now."""


def move_case(
    reference: str,
    reader: Reader,
    to: Status,
    *,
    reason: CloseReason | None,
    version: int,
    retention_days: int,
    today: date,
    now: datetime,
) -> Case:
    """Change the status of a case by hand and log it. Closing sets the day of erasure.

    Near a deadline, closing is only proposed: a second member must confirm it. Reasons that need a
    letter are refused, because only ``decide_case`` closes a case for them; and a closed case,
    which ``reopen_case`` opens again with a reason.

    Raise ``NoSuchCase``, ``ChangedMeanwhile``, ``MoveNotAllowed`` for the reader's roles,
    ``Refused`` before the conflict check, ``NoCallYet`` if no screening call is recorded,
    ``BehindWall``, or, for a duplicate, as ``check_survivors`` does.
    """
    if reason is CloseReason.DUPLICATE:
        lock_linked(reference, reader)
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    check_wall(case, reader)
    check_move(case.stage, to, reason, reader.roles)
    if reason in BY_DECISION or case.stage is Status.CLOSED:
        raise MoveNotAllowed
    if to is not Status.CONFLICT_HOLD:
        check_cleared(case)
    if to is Status.SCREENED and not was_called(read_notes(case_key(case, reader))):
        raise NoCallYet
    erased = erase_on(reason, closed_on=today, promised_days=retention_days) if reason else None
    if reason and has_near_deadline(case, _card_of(case, reader), today=today):
        proposal = Decision(
            choice=Choice.CLOSE, reason=reason, text="", letter=None, erase_on=erased
        )
        decide_case(case_key(case, reader), reader, proposal, today=today, now=now)
        return case
    if reason is CloseReason.DUPLICATE:
        check_survivors(case, reader)
    store.move(case, to, reason=reason, on=today, erase_on=erased)
    card = _card_of(case, reader) if reason or to in ACCEPTED else None
    count_case(case, today=today, reader=reader, card=card)
    log_act(status_act(to, reason), case, reader, today=today, now=now)
    return case


def undo_move(reference: str, reader: Reader, *, version: int, today: date, now: datetime) -> Case:
    """Take the case back to the status that it had before the reader's move by hand.

    Raise ``NothingToUndo`` where the move is older than :data:`UNDONE_WITHIN`, was not theirs, or
    decided something; ``NoSuchCase``, ``ChangedMeanwhile`` and ``BehindWall`` as :func:`move_case`.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    check_wall(case, reader)
    before = status_to_restore(case, log.history_of(case.id), reader.member_id, now=now)
    if before is None:
        raise NothingToUndo
    store.move(case, before, reason=None, on=today)
    for act in (AuditAct.ACT_UNDONE, status_act(before)):
        log_act(act, case, reader, today=today, now=now)
    return case


def status_to_restore(
    case: Case, history: Sequence[AuditEntry], member_id: str, *, now: datetime
) -> Status | None:
    """Return the status to which the member's last move by hand can be undone, or ``None``.

    An act that moved the case by itself logs more at its instant than the move.
    """
    last = next((entry for entry in reversed(history) if entry.act in LED_TO), None)
    if last is None or last.at is None or last.member_id != member_id:
        return None
    is_by_hand = sum(entry.at == last.at for entry in history) == 1
    if not is_by_hand or now - last.at > UNDONE_WITHIN or LED_TO[last.act] not in LEAVES_NO_TRACE:
        return None
    before = status_before(history, at=last.at, now=case.stage)
    return before if before in UNDECIDED - {Status.NEW} else None


def _card_of(case: Case, reader: Reader) -> Card | None:
    """Return the card, which has the day by which to act; ``None`` if the case does not open."""
    try:
        return open_card(case_key(case, reader))
    except NOT_OPENED as failure:
        log_not_opened(logger, "card not opened", failure, case_id=case.id)
        return None
