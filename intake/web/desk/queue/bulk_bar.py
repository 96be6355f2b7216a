"""The bar above the queue: acts on many cases at once, and the act that was just done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext, ngettext

from intake import clock
from intake.cases.bulk_changes import MOST
from intake.cases.models import Case
from intake.cases.tags import Tag
from intake.cases.views import Queue
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.staff.roles import Act, may
from intake.web.access import signed_in
from intake.web.desk.common.reader import assignable_members
from intake.web.desk.common.view import current_offices, query_of, row_id
from intake.web.desk.common.words import TAG

ACTS = ("assign", "tag", "move_to_office", "print_list")


def bulk_bar_context(queue: Queue, cases: Sequence[Case], total: int) -> dict[str, Any]:
    """Return the variables of the bar. *total* is the number of cases in the view."""
    member = signed_in().member
    place = {key: request.args[key] for key in ("after", "from") if key in request.args}
    return {
        "may_act": may(member.roles, Act.ASSIGN),
        "me": member.id,
        "people": assignable_members(queue.team_id),
        "tags": [(tag.value, gettext(TAG[tag])) for tag in Tag],
        "offices": [(office.id, office.name) for office in current_offices()],
        "shown": " ".join(case.reference for case in cases),
        "on_page": len(cases),
        "all_there_are": total if len(cases) < total <= MOST else 0,
        "act_urls": {act: act_url(act, queue, **place) for act in ACTS},
        "just_done": just_done(queue),
    }


def act_url(act: str, queue: Queue, **place: Any) -> str:
    """Return the address to which an act on cases of this view is posted."""
    return url_for(f"bulk_actions.{act}", **query_of(queue), **place)


def just_done(queue: Queue) -> dict[str, Any] | None:
    """Return the act on many cases before this page, and the address that undoes it."""
    member, now = signed_in().member, clock.now()
    act_id = row_id(request.args.get("bulk", ""))
    act = bulk_acts.find(act_id, member_id=member.id) if act_id else None
    if act is None or now > act.at + 2 * bulk_acts.UNDO_WITHIN or not (says := _act_text(act)):
        return None
    undo = bulk_acts.may_be_undone(act, now=now) and act.before
    return {
        "says": says,
        "left_out": act.left_out,
        "undo_url": url_for("bulk_actions.undo", act_id=act.id, **query_of(queue)) if undo else "",
    }


def _act_text(act: BulkAct) -> str:
    """Return the act in words; empty for one of another page."""
    count = len(act.before)
    words = {
        "assign": ngettext("%(num)s case reassigned.", "%(num)s cases reassigned.", count),
        "office": ngettext("%(num)s case moved.", "%(num)s cases moved.", count),
        "tag": ngettext("%(num)s case tagged.", "%(num)s cases tagged.", count),
        "untag": ngettext(
            "Tag removed from %(num)s case.", "Tag removed from %(num)s cases.", count
        ),
    }
    return words.get(act.kind, "") if count else gettext("Nothing to change.")
