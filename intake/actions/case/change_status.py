"""Move a case along the pipeline, close it for a reason, reopen it, or undo a move."""

import logging
from collections.abc import Sequence
from datetime import datetime

from intake.actions.case.decide_case import (
    BY_DECISION,
    Choice,
    Decision,
    decide_case,
)
from intake.actions.case.record_contact import check_called
from intake.actions.case.status import (
    LED_TO,
    UNDONE_WITHIN,
    advance_case,
    status_act,
    status_before,
)
from intake.actions.case.tell_decision import Telling
from intake.actions.links import lock_linked, part
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    Actor,
    Reader,
    case_key,
    check_cleared,
    log_not_opened,
)
from intake.actions.opening.case_notes import read_notes, write_note
from intake.actions.opening.search_cards import card_under, open_card
from intake.actions.reports.count_case import count_case
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.cases import store
from intake.cases.card import Card
from intake.cases.contact_safety import Channel
from intake.cases.models import Case
from intake.cases.pipeline import (
    ACCEPTED,
    UNDECIDED,
    CaseAct,
    CloseReason,
    MoveNotAllowed,
    Status,
    check_act,
    check_move,
    erase_on,
)
from intake.cases.tasks import TaskKind, end_task
from intake.diary import entries
from intake.notes.store import NoteKind
from intake.requests import store as requests
from intake.words import Refused

logger = logging.getLogger(__name__)

LEAVES_NO_TRACE = frozenset({Status.TRIAGE, Status.CALL_BOOKED})
"""Statuses to which a move can be undone: it wrote no letter, counted nothing and ended no loan."""


class NothingToUndo(Refused):
    """The member did nothing, or nothing that can be undone, just now."""

    says = "This can no longer be undone. If it was wrong, change it by hand."


def move_case(
    by: Actor,
    reference: str,
    to: Status,
    *,
    reason: CloseReason | None,
    retention_days: int,
    asked: Telling | None = None,
) -> Case:
    """Change the status of a case by hand and log it. Closing is a decision without a letter.

    Somebody is to tell the applicant then, and near a deadline a second member must confirm it
    before. Reasons that need a letter are refused, because only the page of decisions closes a case
    for them; :func:`reopen_case` opens a closed case again.

    Raise ``MoveNotAllowed`` for the member's roles; ``Refused`` before the conflict check, where
    no screening call is recorded, and for a withdrawn request without *asked*, or with a way or a
    time in it that cannot be; as ``Actor.lock``; or, to close it, as ``decide_case``.
    """
    if reason is CloseReason.DUPLICATE:
        lock_linked(reference, by.reader)
    case = by.lock(reference)
    check_move(case.stage, to, reason, by.roles)
    is_said = (reason is CloseReason.WITHDRAWN) is (asked is not None)
    if reason in BY_DECISION or not is_said:
        raise MoveNotAllowed
    if to is not Status.CONFLICT_HOLD:
        check_cleared(case)
    if to is Status.SCREENED:
        check_called(read_notes(case_key(case, by.reader)))
    by_mailbox = asked is not None and asked.channel is Channel.RETURN_CODE
    if by_mailbox and not requests.has_code(case.request_id):
        raise Refused("No return code: the applicant cannot write in the mailbox.", status=422)
    if asked and not (case.received_on <= asked.at.date() and asked.at <= by.at):
        raise Refused("Enter a time after the request came, and not to come.", status=422)
    if reason:
        erased = erase_on(reason, closed_on=by.day, promised_days=retention_days)
        closing = Decision(
            choice=Choice.CLOSE,
            reason=reason,
            text=asked.text if asked else "",
            letter=None,
            erase_on=erased,
            asked=asked.facts | {"by": by.member_id} if asked else None,
        )
        decide_case(by, case_key(case, by.reader), closing)
        return case
    store.move(case, to, reason=None, on=by.day)
    count_case(by, case, _card_of(case, by.reader) if to in ACCEPTED else None)
    by.log(status_act(to), case)
    return case


def reopen_case(by: Actor, reference: str, text: str) -> None:
    """Return a closed case to triage, due today; *text* is the reason, sealed in a note.

    Its dates are reminded of again: the steps reached while it was closed brought no email. The
    code of a merged duplicate opens its own mailbox again.
    Raise ``MoveNotAllowed`` for an open case or the member's roles, or as ``Actor.open`` does.
    """
    lock_linked(reference, by.reader)
    key = by.open(reference, closed=True)
    case = key.case
    check_act(CaseAct.REOPEN, case.stage, by.roles)
    note = write_note(by, key, NoteKind.MOVE, text)
    by.log(AuditAct.CASE_REOPENED, case, made=note.id, ended=part(by, case))
    for kind in (TaskKind.SECOND_DECISION, TaskKind.TELL, TaskKind.ACCEPTED_WITHOUT_OWNER):
        end_task(case.id, kind)
    store.set_due(case, by.day, early=False)
    store.touch(case, on=by.day)
    entries.remind_again([case.id])
    advance_case(by, case, CaseAct.REOPEN)
    count_case(by, case, card_under(key))


def undo_move(by: Actor, reference: str) -> Case:
    """Take the case back to the status that it had before the member's move by hand.

    Raise :class:`NothingToUndo` where the move is older than :data:`UNDONE_WITHIN`, was not theirs,
    or decided something; or as ``Actor.lock`` does.
    """
    case = by.lock(reference)
    before = status_to_restore(case, log.history_of(case.id), by.member_id, by.at)
    if before is None:
        raise NothingToUndo
    store.move(case, before, reason=None, on=by.day)
    for act in (AuditAct.ACT_UNDONE, status_act(before)):
        by.log(act, case)
    return case


def status_to_restore(
    case: Case, history: Sequence[AuditEntry], member_id: str, now: datetime
) -> Status | None:
    """Return the status to which the member's last move by hand can be undone, or ``None``.

    An act that moved the case by itself logs more at its instant than the move, and than the seal
    of the row that every act on a case changes.
    """
    last = next((entry for entry in reversed(history) if entry.act in LED_TO), None)
    if last is None or last.at is None or last.member_id != member_id:
        return None
    at_once = {entry.act for entry in history if entry.at == last.at} - {AuditAct.ROW_SEALED}
    if len(at_once) > 1 or now - last.at > UNDONE_WITHIN or LED_TO[last.act] not in LEAVES_NO_TRACE:
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
