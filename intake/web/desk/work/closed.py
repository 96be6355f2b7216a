"""The closed cases of the team, the last closed first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.cases.models import Case
from intake.cases.side_lists import ClosedPage, closed_cases, count_closed
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.common.alerts import alerts
from intake.web.desk.common.reader import record_shown
from intake.web.desk.common.recent_action import recent_action_context
from intake.web.desk.common.rows import Row
from intake.web.desk.common.view import (
    FilteredQueue,
    ReadCounts,
    current_queue,
    current_walls,
    day_in,
    filtered_queue,
    read_counts,
    row_id,
)
from intake.web.desk.common.words import CLOSE_REASON
from intake.web.desk.queue.fact_words import may_filter_facts
from intake.web.desk.queue.facts import CLOSED
from intake.web.desk.queue.filters import fact_pills
from intake.web.desk.queue.queue import rows_of

blueprint = Blueprint("closed", __name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosedRow:
    """A closed case in words. ``wrote`` is true while a message of the applicant is unread."""

    row: Row
    reason: str
    wrote: bool


@blueprint.get("/desk/closed")
@staff(Act.SEARCH)
def show() -> ResponseReturnValue:
    """Show a page of closed cases."""
    view = filtered_queue(current_queue(), saves=True)
    queue, walls = view.queue, current_walls()
    page = closed_cases(
        queue.team_id,
        before=_before(),
        hidden=walls.hidden_ids,
        only=view.matched.ids if view.matched else None,
        readable=view.filters.is_private,
    )
    rows = rows_of(queue, page.cases)
    html = render_template(
        "desk/work/closed.html",
        member=signed_in().member,
        alerts=alerts(),
        rows=[_row(case, rows[case.id]) for case in page.cases],
        next_url=_next_url(page, queue.filters.facts),
        top_url=url_for("closed.show", facts=queue.filters.facts or None),
        pills=tuple(fact_pills(view, "closed.show")),
        facts_url=_facts_url(queue.filters.facts),
        looked=_read_counts(view, walled=len(walls)),
        is_lost=view.is_lost,
        is_first=_before() is None,
        **recent_action_context(),
    )
    record_shown(len(page.cases))
    return html


def _row(case: Case, row: Row) -> ClosedRow:
    reason = gettext(CLOSE_REASON[case.closed_for]) if case.closed_for else ""
    return ClosedRow(row=row, reason=reason, wrote=case.replied_on is not None)


def _before() -> tuple[date, str] | None:
    """Return the place in the list that the address names; ``None`` for the beginning."""
    day, id_ = day_in(request.args.get("day", "")), row_id(request.args.get("id", ""))
    return (day, id_) if day and id_ else None


def _facts_url(facts: str) -> str:
    """Return the page of the filters by facts; empty for members who have none."""
    if not may_filter_facts():
        return ""
    return url_for("facts.show", list=CLOSED, facts=facts or None)


def _read_counts(view: FilteredQueue, *, walled: int) -> ReadCounts | None:
    if view.matched is None:
        return None
    unknown = count_closed(view.queue.team_id, view.matched.unknown)
    return read_counts(view.matched, unknown=unknown, walled=walled)


def _next_url(page: ClosedPage, facts: str) -> str:
    if not page.has_more or (day := page.cases[-1].closed_on) is None:
        return ""
    place: dict[str, Any] = {"day": day.isoformat(), "id": page.cases[-1].id}
    return url_for("closed.show", **place, facts=facts or None)
