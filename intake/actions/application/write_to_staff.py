"""Send messages from the applicant to staff, read those from staff, and withdraw a request."""

from collections.abc import Iterable
from datetime import date, datetime

from intake.actions.application.answer_later import OwnCase, show_reply
from intake.actions.case.status import status_act
from intake.actions.opening.case_keys import CaseKey
from intake.actions.opening.case_messages import (
    CallRequest,
    OpenMessage,
    Words,
    id_from_form,
    last_number,
    read_own_messages,
    sealed_message,
)
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.cases.pipeline import CloseReason, Status
from intake.messages import applicant_access as own_thread
from intake.messages.models import Direction
from intake.requests import applicant_access as own_row
from intake.requests.applicant_access import OwnRequest

LONGEST = 2000
MOST_UNREAD = 20
"""Unread messages of one applicant, at most: a person writes few, a script many."""


class TooManyUnread(Exception):
    """The applicant has ``MOST_UNREAD`` messages waiting; staff must read them first."""


def write_to_staff(
    own: OwnCase,
    text: str,
    *,
    call: CallRequest | None = None,
    form_id: str = "",
    today: date,
    now: datetime,
) -> None:
    """Add a message to staff, and show a reply in the queue. Raise :class:`TooManyUnread`.

    One that asks for a *call* has no text; the queue shows it until a call is logged. *form_id* is
    that of the form in which it was typed, for :func:`was_written`.
    """
    if has_too_many_unread(own, now):
        raise TooManyUnread
    words = Words(text=text, language=own.draft.language, call=call)
    message_id, sealed = sealed_message(_key(own), Direction.IN, words, form_id=form_id)
    own_thread.add(own.request.proof, own.case.id, id=message_id, on=today, sealed=sealed)
    log.record(AuditAct.PERSON_WROTE, on=today, case_id=own.case.id, made=message_id)
    show_reply(own.case, own.request.proof, today=today)
    if call:
        own_case.record_call_request(own.case, own.request.proof, on=today)


def was_written(
    own: OwnCase, text: str, *, call: CallRequest | None = None, form_id: str, now: datetime
) -> bool:
    """Return true if this form sent the same before: it was posted again, or pressed twice.

    A case opened to change is locked, so that the second of two presses at once waits here.
    """
    if not form_id:
        return False
    words = Words(text=text, language=own.draft.language, call=call)
    message_id = id_from_form(_key(own), form_id, words)
    return own_thread.exists(own.request.proof, own.case.id, id=message_id, now=now)


def has_too_many_unread(own: OwnCase, now: datetime) -> bool:
    """Return true if staff must read messages of this applicant before the next one."""
    unread = own_thread.count_unread(own.request.proof, own.case.id, Direction.IN, now=now)
    return unread >= MOST_UNREAD


def own_messages(own: OwnCase, now: datetime) -> tuple[OpenMessage, ...]:
    """Return the messages that the applicant may see, oldest first."""
    rows = own_thread.of_own_case(own.request.proof, own.case.id, now)
    return read_own_messages(_key(own), rows)


def has_unread(messages: Iterable[OpenMessage]) -> bool:
    """Return true if the applicant had not seen one of these messages from staff yet."""
    return any(
        message.direction is Direction.OUT and message.read_on is None for message in messages
    )


def mark_own_read(
    own: OwnCase, messages: Iterable[OpenMessage], *, today: date, now: datetime
) -> None:
    """Mark the messages from staff as read that a page showed at *now*, and no later one."""
    up_to = last_number(messages, Direction.OUT)
    own_thread.mark_seen(own.request.proof, own.case.id, up_to=up_to, on=today, now=now)


def _key(own: OwnCase) -> CaseKey:
    return CaseKey(case=own.case, key=own.key, installation=own.installation)


def withdraw_request(request: OwnRequest, *, today: date) -> bool:
    """End the session and the return code of a request; return ``True`` if nothing keeps it.

    A draft is deleted. A sent request is erased with its case by the worker, within a minute
    (:mod:`intake.actions.upkeep.jobs`). One that a legal hold keeps is closed, opens only for
    those who decide about holds, and is erased within a minute once it is lifted.
    """
    case = own_case.find(request.proof, to_change=True)
    if case is not None:
        code_wrap = request.key_under_code or b""
        log.record(AuditAct.CASE_TAKEN_BACK, on=today, case_id=case.id, ended=code_wrap)
        if case.held_since and not case.is_closed:
            act = status_act(Status.CLOSED, CloseReason.WITHDRAWN)
            log.record(act, on=today, case_id=case.id)
        own_case.request_erasure(case, on=today)
    own_row.withdraw(request, has_case=case is not None, on=today)
    return case is None or case.held_since is None


def is_held(request: OwnRequest) -> bool:
    """Return true if a legal hold keeps the case of this request."""
    case = own_case.find(request.proof)
    return case is not None and case.held_since is not None
