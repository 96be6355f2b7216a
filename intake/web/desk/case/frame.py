"""The frame of every page of a case: identity, urgency, safe contact, and the tabs."""

from collections.abc import Mapping

from flask import request
from flask_babel import gettext

from intake import clock
from intake.actions.case.open_case import HeldCase, OpenedCase
from intake.actions.case.tell_decision import letter_read_on, telling_of
from intake.actions.conflicts.check_conflicts import unread_in_check
from intake.actions.links import kept_case
from intake.actions.opening.case_keys import Reader
from intake.actions.queue.agenda import NextDate, nearest
from intake.cases import loans
from intake.cases.alarms import HELD, is_raised
from intake.cases.models import Case, Conflict
from intake.conflicts.name_parts import mixes_alphabets
from intake.diary.models import State
from intake.messages import thread
from intake.messages.models import Direction
from intake.requests import store as requests
from intake.staff.store import Act, Preference, has_preference
from intake.web.access import current_member
from intake.web.after_sending.plan_today import call_lines
from intake.web.app_context import Values, today
from intake.web.desk.common.contact_rules import contact_of
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.recent_action import (
    act_text,
    confirmation_of,
    history_of,
    page_url,
    recent_action_context,
)
from intake.web.desk.common.rows import NO_DATES, has_full_name, row_of, why_chips
from intake.web.desk.common.view import current_queue
from intake.words import N_

TABS: Mapping[str, tuple[str, Act, str]] = {
    "case": (N_("Summary"), Act.OPEN_CASE, "s"),
    "messages": (N_("Messages"), Act.OPEN_CASE, "m"),
    "notes": (N_("Notes"), Act.OPEN_CASE, "o"),
    "contact": (N_("Contact"), Act.SCREEN_CASE, "c"),
    "decision": (N_("Decision"), Act.MOVE_CASE, "d"),
    "timeline": (N_("Timeline"), Act.OPEN_CASE, "t"),
    "conflict": (N_("Conflict check"), Act.HOLD_TEAM_KEYS, ""),
    "wall": (N_("Wall"), Act.WALL_CASE, ""),
    "hand_off": (N_("Transfer"), Act.HAND_OFF, ""),
}
"""The words of each tab, the act that a member must be allowed to see it, and its key if any."""


def frame_context(
    opened: OpenedCase | HeldCase, reader: Reader, form: DeskForm | None = None, *, tab: str
) -> Values:
    """Return the variables of ``desk/case/case_frame.html``.

    *form* is one that was refused; its errors are shown at the top. A held case has no tabs.
    """
    case, card = opened.case, opened.card
    seen = DeskForm(request.form).version  # that of the page of a form that may come too late
    too_late = max(0, case.version - seen.data) if seen.raw_data else 0
    events = history_of(case.id, {}) if too_late else []
    changes = [event for event in events if not event["read"]]
    loan = None if reader.holds_team_key else loans.find(case.id, reader.member_id)
    may_take = reader.may(Act.DECIDE_CONFLICT if case.conflict in HELD else Act.WORK_CASE)
    asks_names = case.conflict == Conflict.CLEAR and not case.closed_for
    kept, calls, unread, dates = kept_case(case), [], 0, NO_DATES
    untold = telling_of(case) if case.decided else None
    is_telling = isinstance(opened, HeldCase) or request.endpoint in ("tell.show", "tell.record")
    if isinstance(opened, OpenedCase):
        unread = unread_in_check(case, opened.notes)
        calls = [message.call for message in opened.messages if message.call]
        still_open = (row for row in opened.diary if row.state is State.OPEN)
        dates = nearest(
            [NextDate(row.on, row.kind, row.rule, row.set_by) for row in still_open], today=today()
        )
    return {
        "form": form,
        "case": case,
        "version": opened.version,
        "card": card,
        "lacks": opened.lacks,
        "unread_in_check": unread,
        "asks_names": asks_names and not has_full_name(card),
        "looks_alike": any(mixes_alphabets(name) for name in card.all_names),
        "row": row_of(case, card, dates=dates),
        "chips": why_chips(card),
        "contact": contact_of(card),
        "call_lines": call_lines(calls[-1])[1:] if calls and case.call_asked_on else [],
        "keys": _keys(case, reader),
        "close_reason": gettext(case.closed_for.says) if case.closed_for else "",
        "tabs": _tabs(case, reader, tab),
        "lent_until": loan.until if loan else None,
        "may_take_p0": may_take and is_raised(case, now=clock.now()),
        "untold": untold,
        "letter_read_on": letter_read_on(untold) if untold else None,
        "decided": act_text(case.decided or ""),
        "may_tell": reader.may(Act.WORK_CASE) and not is_telling,
        "confirmation": confirmation_of(case) if request.args.get("saved") == "1" else None,
        **recent_action_context(),
        "others_changes": changes[:too_late],
        "kept": kept.reference if kept and current_queue().shows(kept.id) else "",
    }


def has_return_code(case: Case) -> bool:
    """Return true if the applicant has a return code, by which they read messages."""
    return requests.has_code(case.request_id)


def _keys(case: Case, reader: Reader) -> list[tuple[str, str]]:
    """Return the keys of these pages, each with its words; none if the member turned them off."""
    if has_preference(current_member(), Preference.NO_KEYS):
        return []
    keys = [(key, says) for says, _, key in TABS.values() if key]
    is_free = not case.is_closed and case.assignee_id != reader.member_id
    if is_free and reader.may(Act.ASSIGN):
        keys.append(("a", N_("Assign to me")))
    keys += [("n", N_("Next case")), ("?", N_("Show this list"))]
    return [(key, gettext(says)) for key, says in keys]


def _tabs(case: Case, reader: Reader, chosen: str) -> list[Values]:
    if not case.may_be_read or case.erase_asked_on:
        return []
    unread = thread.count_unread(case.id, Direction.IN, now=clock.now())
    return [
        {
            "title": gettext(says),
            "url": page_url(f"{name}.show", case),
            "chosen": name == chosen,
            "count": unread if name == "messages" else 0,
            "key": key,
        }
        for name, (says, act, key) in TABS.items()
        if reader.may(act)
    ]
