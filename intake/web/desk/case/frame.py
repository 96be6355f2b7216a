"""The frame of every page of a case: identity, urgency, safe contact, and the tabs."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext

from intake import clock
from intake.actions.case.open_case import HeldCase, LockedCase, OpenedCase
from intake.actions.case.tell_decision import telling_of
from intake.actions.conflicts.check_conflicts import unread_in_check
from intake.actions.links import kept_case
from intake.actions.opening.case_keys import Reader
from intake.cases import alarms, loans
from intake.cases.models import Case, Conflict
from intake.conflicts.name_parts import mixes_alphabets
from intake.frozen import frozen
from intake.messages import thread
from intake.messages.models import Direction
from intake.staff.store import Act, Preference, has_preference, may
from intake.web.access import signed_in
from intake.web.after_sending.plan_today import call_lines
from intake.web.app_context import today
from intake.web.desk.common.case_words import TAB
from intake.web.desk.common.contact_rules import contact_of
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.recent_action import (
    Event,
    act_text,
    asked_confirmation,
    history_of,
    recent_action_context,
)
from intake.web.desk.common.rows import PageWords, has_full_name, row_of, why_chips
from intake.web.desk.common.view import NOT_OPENED_WORDS, current_queue, query_of
from intake.web.desk.common.words import CLOSE_REASON
from intake.words import N_

ENDPOINTS = {
    "case": "case.show",
    "messages": "messages.show",
    "notes": "notes.show",
    "contact": "contact.show",
    "decision": "decision.show",
    "timeline": "timeline.show",
    "conflict": "conflict.show",
    "wall": "wall.show",
    "hand_off": "hand_off.show",
}
"""Endpoint of each page of a case, in the order of the tabs."""

ONLY_FOR = {
    "contact": Act.SCREEN_CASE,
    "decision": Act.MOVE_CASE,
    "conflict": Act.HOLD_TEAM_KEYS,
    "wall": Act.WALL_CASE,
    "hand_off": Act.HAND_OFF,
}
"""Act that a member must be allowed for a tab to be shown."""


KEY_OF = {
    "case": "s",
    "messages": "m",
    "notes": "o",
    "contact": "c",
    "decision": "d",
    "timeline": "t",
}
"""The key that opens a tab."""


@frozen
class Tab:
    """A link to one page of the case. ``count`` is the number of new items, ``key`` opens it."""

    title: str
    url: str
    chosen: bool
    count: int
    key: str


def frame_context(
    opened: OpenedCase | HeldCase, reader: Reader, form: DeskForm | None = None, *, tab: str
) -> dict[str, Any]:
    """Return the variables of ``desk/case/case_frame.html``.

    *form* is one that was refused; its errors are shown at the top. A held case has no tabs.
    """
    case, card = opened.case, opened.card
    loan = None if reader.holds_team_key else loans.find(case.id, reader.member_id)
    return {
        "member": signed_in().member,
        "form": form,
        "case": case,
        "version": opened.version,
        "card": card,
        "lacks": opened.lacks,
        "unread_in_check": unread_in_check(case, opened.notes)
        if isinstance(opened, OpenedCase)
        else 0,
        "ask_names_url": _ask_names_url(opened, reader),
        "looks_alike": any(mixes_alphabets(name) for name in card.all_names),
        "row": row_of(case, card, today=today(), words=PageWords(with_roles=True)),
        "chips": why_chips(card),
        "contact": contact_of(card),
        "call_lines": _call_lines(opened),
        "keys": _keys(case, reader),
        "close_reason": gettext(CLOSE_REASON[case.closed_for]) if case.closed_for else "",
        "tabs": _tabs(case, reader, tab),
        "onward_url": page_url("case.go_on", case),
        "lent_until": loan.until if loan else None,
        "hand_back_url": page_url("lending.give_back", case) if loan else "",
        "take_p0_url": _take_p0_url(case, reader),
        "untold": _untold(case, reader),
        "confirmation": asked_confirmation(case),
        **recent_action_context(),
        "others_changes": _others_changes(case),
        "kept": _kept_reference(case),
    }


def _kept_reference(case: Case) -> str:
    """Return the reference of the case into which this one was merged, if this member sees it."""
    kept = kept_case(case)
    return kept.reference if kept and current_queue().shows(kept.id) else ""


def _ask_names_url(opened: OpenedCase | HeldCase, reader: Reader) -> str:
    """Return where to enter a full name, for an open case of which only a first one is known."""
    case = opened.case
    if case.conflict != Conflict.CLEAR or case.closed_for:
        return ""
    is_asked = may(reader.roles, Act.WORK_CASE) and not has_full_name(opened.card)
    return page_url("contact.show", case, _anchor="names") if is_asked else ""


def _untold(case: Case, reader: Reader) -> dict[str, Any] | None:
    """Return what nobody has told the applicant, who is to tell them, and by when."""
    if (task := telling_of(case)) is None or not case.decided:
        return None
    names = MemberNames()
    return {
        "says": act_text(case.decided),
        "who": names.of(task.for_id or case.assignee_id),
        "by": task.on,
        "url": page_url("tell.show", case) if may(reader.roles, Act.WORK_CASE) else "",
        "back_url": page_url("tell.take_back", case) if may(reader.roles, Act.MOVE_CASE) else "",
    }


def _take_p0_url(case: Case, reader: Reader) -> str:
    """Return where this member says that they look after a P0 case that nobody had opened."""
    right = Act.DECIDE_CONFLICT if case.conflict in alarms.HELD else Act.WORK_CASE
    rings = may(reader.roles, right) and alarms.is_raised(case, now=clock.now())
    return page_url("case.take_p0", case) if rings else ""


def _others_changes(case: Case) -> list[Event]:
    """Return what changed since the page of a form that came too late, the newest first."""
    seen = DeskForm(request.form).version
    if not seen.raw_data:
        return []
    events = history_of(case.id, names=MemberNames())
    return [event for event in events if not event.read][: max(0, case.version - seen.data)]


def _keys(case: Case, reader: Reader) -> list[tuple[str, str]]:
    """Return the keys of these pages, each with its words; none if the member turned them off."""
    if has_preference(signed_in().member, Preference.NO_KEYS):
        return []
    keys = [(key, TAB[name]) for name, key in KEY_OF.items()]
    if may(reader.roles, Act.ASSIGN) and case.assignee_id != reader.member_id:
        keys.append(("a", N_("Assign to me")))
    keys += [("n", N_("Next case")), ("?", N_("Show this list"))]
    return [(key, gettext(says)) for key, says in keys]


def _call_lines(opened: OpenedCase | HeldCase) -> list[str]:
    """Return what the applicant said with the request for a call that still waits."""
    if opened.case.call_asked_on is None or isinstance(opened, HeldCase):
        return []
    calls = [message.call for message in opened.messages if message.call]
    return call_lines(calls[-1])[1:] if calls else []


def page_url(endpoint: str, case: Case, **query: Any) -> str:
    """Return the address of a page of the case, with the current view in its query."""
    return url_for(endpoint, reference=case.reference, **query_of(current_queue()), **query)


def locked_context(locked: LockedCase) -> dict[str, Any]:
    """Return the variables that need only the clear columns of a case."""
    case = locked.case
    row = row_of(case, None, today=today(), words=PageWords(with_roles=True))
    problem = gettext(NOT_OPENED_WORDS[locked.failure])
    return {
        "case": case,
        "version": locked.version,
        "row": row,
        "problem": problem,
        **recent_action_context(),
    }


def _tabs(case: Case, reader: Reader, chosen: str) -> list[Tab]:
    if not case.may_be_read or case.erase_asked_on:
        return []
    unread = thread.count_unread(case.id, Direction.IN, now=clock.now())
    return [
        Tab(
            title=gettext(TAB[name]),
            url=page_url(endpoint, case),
            chosen=name == chosen,
            count=unread if name == "messages" else 0,
            key=KEY_OF.get(name, ""),
        )
        for name, endpoint in ENDPOINTS.items()
        if name not in ONLY_FOR or may(reader.roles, ONLY_FOR[name])
    ]
