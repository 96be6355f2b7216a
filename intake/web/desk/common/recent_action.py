"""The act just before this page, and for ten seconds the button that unsends a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from intake import clock
from intake.actions.case.open_case import OpenedCase
from intake.cases import store
from intake.cases.models import Case
from intake.cases.store import NoSuchCase
from intake.messages import thread
from intake.web.access import signed_in
from intake.web.desk.common.confirmation import confirmation_of
from intake.web.desk.common.invented import label_of
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.view import current_queue, done_reference, query_of

BEGINNING = 40
"""Letters of a message that are shown to tell it from another."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingMessage:
    """A message that goes out in some seconds.

    ``url`` takes it back, and is empty for the message of a colleague. ``begins`` and ``who`` tell
    several messages apart; without them, ``is_newest`` does.
    """

    id: str
    seconds: int
    url: str
    begins: str = ""
    who: str = ""
    is_newest: bool = False


def recent_action_context() -> dict[str, Any]:
    """Return the case that was done with before this page, and its newest pending message."""
    reference = done_reference()
    try:
        case = store.find(reference, team_id=signed_in().member.team_id) if reference else None
    except NoSuchCase:
        case = None
    done = label_of(reference, invented=case is not None and case.invented)
    return {
        "done": done,
        "done_says": confirmation_of(case) if case else None,
        "done_sending": _newest_pending(case) if case else (),
    }


def pending_messages(opened: OpenedCase) -> tuple[PendingMessage, ...]:
    """Return the messages of this case that are not out yet, newest first."""
    now, member, names = clock.now(), signed_in().member, MemberNames(opened.case.team_id)
    waiting = [message for message in reversed(opened.messages) if message.waits(now)]
    are_told_apart = len(waiting) > 1 or any(row.member_id != member.id for row in waiting)
    return tuple(
        PendingMessage(
            id=message.id,
            seconds=_seconds_until(message.out_at, now),
            url=_unsend_url(opened.case) if message.member_id == member.id else "",
            begins=_beginning_of(message.text) if are_told_apart else "",
            who=names.of(message.member_id) if message.member_id != member.id else "",
        )
        for message in waiting
    )


def _beginning_of(text: str) -> str:
    return text if len(text) <= BEGINNING else f"{text[:BEGINNING].rstrip()}…"


def _newest_pending(case: Case) -> tuple[PendingMessage, ...]:
    """Return the newest pending message of a case that is not open, so that it has no text."""
    now = clock.now()
    waiting = thread.recallable(case.id, now=now)
    return tuple(
        PendingMessage(
            id=message.id,
            seconds=_seconds_until(message.out_at, now),
            url=_unsend_url(case),
            is_newest=len(waiting) > 1,
        )
        for message in waiting[:1]
    )


def _seconds_until(out_at: datetime | None, now: datetime) -> int:
    return max(1, round((out_at - now).total_seconds())) if out_at else 0


def _unsend_url(case: Case) -> str:
    return url_for("messages.unsend", reference=case.reference, **query_of(current_queue()))
