"""What was done just before this page, and for ten seconds the way to take a message back."""

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
from intake.web.desk.common.invented import label_of
from intake.web.desk.common.reader import short_names
from intake.web.desk.common.view import done_before, query_of, queue_asked

BEGINS = 40
"""So many letters tell one message from another."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """A message that waits: for how many seconds more, and where it is called back, if one may.

    ``begins`` and ``who`` tell which it is, where several wait or a colleague wrote it; without
    them, ``is_newest`` does.
    """

    id: str
    seconds: int
    url: str
    begins: str = ""
    who: str = ""
    is_newest: bool = False


def done_context() -> dict[str, Any]:
    """Return the case that was done with before this page, and its messages on their way."""
    reference = done_before()
    try:
        case = store.find(reference, team_id=signed_in().member.team_id) if reference else None
    except NoSuchCase:
        case = None
    done = label_of(reference, invented=case is not None and case.invented)
    return {"done": done, "done_sending": _newest(case) if case else ()}


def sending_of(opened: OpenedCase) -> tuple[Sending, ...]:
    """Each message of this case that is on its way at this moment, the newest first."""
    now, member, name = clock.now(), signed_in().member, short_names(opened.case.team_id)
    waiting = [one for one in reversed(opened.messages) if one.waits(now)]
    are_told_apart = len(waiting) > 1 or any(one.member_id != member.id for one in waiting)
    return tuple(
        Sending(
            id=one.id,
            seconds=_seconds(one.out_at, now),
            url=_back(opened.case) if one.member_id == member.id else "",
            begins=_beginning(one.text) if are_told_apart else "",
            who=name(one.member_id) if one.member_id != member.id else "",
        )
        for one in waiting
    )


def _beginning(text: str) -> str:
    return text if len(text) <= BEGINS else f"{text[:BEGINS].rstrip()}…"


def _newest(case: Case) -> tuple[Sending, ...]:
    """The same of a case that is not open: its newest message, whose words are not known here."""
    now = clock.now()
    waiting = thread.waiting(case.id, now=now)
    return tuple(
        Sending(
            id=one.id,
            seconds=_seconds(one.out_at, now),
            url=_back(case),
            is_newest=len(waiting) > 1,
        )
        for one in waiting[:1]
    )


def _seconds(out_at: datetime | None, now: datetime) -> int:
    return max(1, round((out_at - now).total_seconds())) if out_at else 0


def _back(case: Case) -> str:
    return url_for("messages.back", reference=case.reference, **query_of(queue_asked()))
