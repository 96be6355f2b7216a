"""Send a message to the applicant's mailbox, sealed under the case key.

Its author can unsend it for ten seconds. Until then only staff see it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from intake.actions.case.advance_case import advance_case
from intake.actions.case.tell_applicant import announce_message
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import CaseKey, Reader
from intake.actions.opening.case_messages import Words, write_message
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.pipeline import CaseAct
from intake.messages import drafts, thread
from intake.messages.models import Direction
from intake.messages.wordings import WordingId

CALL_BACK = timedelta(seconds=10)
"""For this long a message can be unsent."""


def send_message(key: CaseKey, reader: Reader, words: Words, *, today: date, now: datetime) -> None:
    """Send a message about a case opened with ``open_to_write``; delete the reader's draft.

    The ready text that asks for facts makes the case wait for the applicant.
    """
    add_message(key, reader, words, today=today, now=now, out_at=now + CALL_BACK)
    drafts.discard(key.case.id, reader.member_id)
    act = CaseAct.ASK_FACTS if words.wording == WordingId.MORE_FACTS else CaseAct.SEND
    store.touch(key.case, on=today)
    advance_case(key.case, reader, act, today=today, now=now)


def add_message(
    key: CaseKey,
    reader: Reader,
    words: Words,
    *,
    today: date,
    now: datetime,
    out_at: datetime | None = None,
) -> None:
    """Add a message as a part of another act, such as closing the case.

    Without *out_at* it is visible at once and cannot be unsent. The applicant is told by email
    that a message waits, if they allowed that.
    """
    message = write_message(key, Direction.OUT, words, on=today, out_at=out_at)
    log_act(AuditAct.MESSAGE_SENT, key.case, reader, today=today, now=now, made=message.id)
    announce_message(key, today=today)


def mark_replies_read(
    reference: str, reader: Reader, *, version: int, up_to: int, today: date, now: datetime
) -> None:
    """Mark the applicant's messages as read that a page showed, up to the number *up_to*.

    The queue shows no reply any more if the case still has the *version* that the page showed.
    Otherwise the applicant may have written or answered since, and the next page marks it.
    """
    case = store.find_for_change(reference, team_id=reader.team_id)
    if case.replied_on is None:
        return
    thread.mark_read(case.id, Direction.IN, up_to=up_to, on=today, now=now)
    if case.version == version:
        store.mark_replies_read(case)
    store.keep_after_reading(case, on=today)
    log_act(AuditAct.MESSAGES_READ, case, reader, today=today, now=now)
