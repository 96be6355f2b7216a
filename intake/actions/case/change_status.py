"""Move a case along the pipeline, or close it for a reason."""

from __future__ import annotations

import logging
from datetime import date, datetime

from intake.actions.case.decide_case import BY_DECISION, Choice, Decision, decide_case, is_near
from intake.actions.case.open_for_change import NotCleared
from intake.actions.case.record_call import NoCallYet, was_called
from intake.actions.case.status_acts import status_act
from intake.actions.opening.case_keys import Reader, case_key, check_wall
from intake.actions.opening.case_notes import read_notes
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.actions.opening.read_cards import open_card
from intake.actions.reports.count_case import ACCEPTED, count_case
from intake.audit import log
from intake.cases import store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, MoveNotAllowed, Status, check_move
from intake.cases.retention import erase_on

logger = logging.getLogger(__name__)


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
    ``NotCleared`` before the conflict check, ``NoCallYet`` if no screening call is recorded, or
    ``BehindWall``.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    check_wall(case, reader)
    check_move(case.stage, to, reason, reader.roles)
    if reason in BY_DECISION or case.stage is Status.CLOSED:
        raise MoveNotAllowed
    if not case.may_be_read and to is not Status.CONFLICT_HOLD:
        raise NotCleared
    if to is Status.SCREENED and not was_called(read_notes(case_key(case, reader))):
        raise NoCallYet
    erased = erase_on(reason, closed_on=today, promised_days=retention_days) if reason else None
    if reason and is_near(case, _card_of(case, reader), today=today):
        proposal = Decision(
            choice=Choice.CLOSE, reason=reason, text="", letter=None, erase_on=erased
        )
        decide_case(case_key(case, reader), reader, proposal, today=today, now=now)
        return case
    store.move(case, to, reason=reason, on=today, erase_on=erased)
    card = _card_of(case, reader) if reason or to in ACCEPTED else None
    count_case(case, today=today, reader=reader, card=card)
    who, act = reader.member_id, status_act(to, reason)
    log.record(act, on=today, member_id=who, case_id=case.id, at=now)
    return case


def _card_of(case: Case, reader: Reader) -> Card | None:
    """Return the card, which has the day by which to act; ``None`` if the case does not open."""
    try:
        return open_card(case_key(case, reader))
    except NOT_OPENED as failure:
        log_not_opened(logger, "card not opened", failure, case_id=case.id)
        return None
