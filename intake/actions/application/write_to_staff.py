"""The person writes to staff: sealed under their own key, and the case asks to be looked at."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.application.answer_later import OwnCase
from intake.actions.opening.case_keys import CaseKey
from intake.actions.opening.case_messages import (
    OpenMessage,
    Words,
    read_own_messages,
    write_message,
)
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.messages import thread
from intake.messages.models import Direction
from intake.outbox import letters

LONGEST = 2000
MOST_UNREAD = 20
"""So many messages may wait unread: a person writes few, a machine many."""


class TooManyUnread(Exception):
    """Twenty messages of this person wait already; staff must read first."""


def write_to_staff(own: OwnCase, text: str, *, today: date, now: datetime) -> None:
    """One message from the person; the queue shows that a reply is in.

    Raises :class:`TooManyUnread`.
    """
    if thread.count_unread(own.case.id, Direction.IN, now=now) >= MOST_UNREAD:
        raise TooManyUnread
    words = Words(text=text, language=own.draft.language)
    message = write_message(_key(own), Direction.IN, words, on=today)
    if own.case.replied_on is None:
        letters.person_wrote(
            team_id=own.case.team_id,
            reference=own.case.reference,
            tier=own.case.tier,
            due_on=today,
            queued_on=today,
            invented=own.case.invented,
        )
    own_case.record_reply(own.case, on=today)
    log.record(AuditAct.PERSON_WROTE, on=today, case_id=own.case.id, made=message.id)


def own_messages(own: OwnCase, *, now: datetime) -> tuple[OpenMessage, ...]:
    """The whole thread, for the person: without what staff may still call back."""
    return read_own_messages(_key(own), now=now)


def has_unread(own: OwnCase, *, now: datetime) -> bool:
    """Whether staff wrote something that the person has not seen yet."""
    return thread.count_unread(own.case.id, Direction.OUT, now=now) > 0


def mark_own_read(own: OwnCase, *, today: date, now: datetime) -> None:
    """What staff wrote has been shown to the person."""
    thread.mark_read(own.case.id, Direction.OUT, on=today, now=now)


def _key(own: OwnCase) -> CaseKey:
    return CaseKey(case=own.case, key=own.key, installation=own.installation)
