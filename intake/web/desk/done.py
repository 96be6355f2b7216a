"""What was done just before this page, and for ten seconds the way to take a message back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from intake import clock
from intake.cases import store
from intake.cases.models import Case
from intake.cases.store import NoSuchCase
from intake.messages import thread
from intake.web.access import signed_in
from intake.web.desk.view import done_before, query_of, queue_asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """A message that waits: for how many seconds more, and where it is called back."""

    seconds: int
    url: str


def done_context() -> dict[str, Any]:
    """The case that was done with before this page, and its message if one is on its way."""
    reference = done_before()
    try:
        case = store.find(reference, team_id=signed_in().member.team_id) if reference else None
    except NoSuchCase:
        case = None
    return {"done": reference, "done_sending": sending_of(case) if case else None}


def sending_of(case: Case) -> Sending | None:
    """The message of this case that can be called back at this moment."""
    now = clock.now()
    for message in thread.waiting(case.id, now=now):
        if message.out_at is not None:
            left = (message.out_at - now).total_seconds()
            url = url_for("messages.back", reference=case.reference, **query_of(queue_asked()))
            return Sending(seconds=max(1, round(left)), url=url)
    return None
