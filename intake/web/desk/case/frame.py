"""What stands on every page of a case: who it is, how soon, how to reach them safely, the tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from intake import clock
from intake.actions.case.open_case import HeldCase, LockedCase, OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.cases.models import Case
from intake.conflicts.lookalikes import mixes_alphabets
from intake.messages import thread
from intake.messages.models import Direction
from intake.staff.roles import Act, may
from intake.web.app_context import today
from intake.web.desk.case.presence import looking_context
from intake.web.desk.common.case_words import TAB
from intake.web.desk.common.contact_rules import contact_of
from intake.web.desk.common.reader import short_names
from intake.web.desk.common.recent_action import done_context
from intake.web.desk.common.rows import row_of, why_chips
from intake.web.desk.common.view import query_of, queue_asked
from intake.web.desk.common.words import CLOSE_REASON

ENDPOINTS = {
    "case": "case.show",
    "messages": "messages.show",
    "notes": "notes.show",
    "reach": "reach.show",
    "decision": "decision.show",
    "timeline": "timeline.show",
    "conflict": "conflict.show",
    "hand_off": "hand_off.show",
}
"""The pages of a case, in the order of their tabs."""

ONLY_FOR = {
    "reach": Act.WORK_CASE,
    "decision": Act.MOVE_CASE,
    "hand_off": Act.HAND_OFF,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """A link to one page of the case. ``count`` is of what is new there."""

    title: str
    url: str
    chosen: bool
    count: int


def frame_context(opened: OpenedCase | HeldCase, me: Reader, *, tab: str) -> dict[str, Any]:
    """What ``desk/case/case_frame.html`` shows; with a held case there is but one tab."""
    case, card = opened.case, opened.card
    return {
        "case": case,
        "card": card,
        "lacks": opened.lacks,
        "looks_alike": any(mixes_alphabets(name) for name in card.all_names),
        "row": row_of(case, card, today=today(), name=short_names(case.team_id)),
        "chips": why_chips(card),
        "contact": contact_of(card),
        "close_reason": gettext(CLOSE_REASON[case.closed_for]) if case.closed_for else "",
        "tabs": _tabs(case, me, tab),
        "onward_url": page_url("case.go_on", case),
        **done_context(),
        **looking_context(case),
    }


def page_url(endpoint: str, case: Case, **more: Any) -> str:
    """An address of the case, from which one goes on in the view one works in."""
    return url_for(endpoint, reference=case.reference, **query_of(queue_asked()), **more)


def locked_context(locked: LockedCase) -> dict[str, Any]:
    """What can be told of a case that does not open: its clear columns."""
    case = locked.case
    row = row_of(case, None, today=today(), name=short_names(case.team_id))
    return {"case": case, "row": row, "broken": locked.broken, **done_context()}


def _tabs(case: Case, me: Reader, chosen: str) -> list[Tab]:
    if not case.may_be_read:
        return []
    unread = thread.unread(case.id, Direction.IN, now=clock.now())
    return [
        Tab(
            title=gettext(TAB[name]),
            url=page_url(endpoint, case),
            chosen=name == chosen,
            count=unread if name == "messages" else 0,
        )
        for name, endpoint in ENDPOINTS.items()
        if name not in ONLY_FOR or may(me.roles, ONLY_FOR[name])
    ]
