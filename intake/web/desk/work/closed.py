"""The closed cases of the team, the last closed first."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.cases.side_lists import ClosedPage, closed_cases
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.desk.common.alerts import alerts
from intake.web.desk.common.reader import record_shown
from intake.web.desk.common.recent_action import recent_action_context
from intake.web.desk.common.view import (
    current_queue,
    current_walls,
    day_in,
    filtered_queue,
    read_counts,
    row_id,
)
from intake.web.desk.queue.facts import CLOSED
from intake.web.desk.queue.filters import fact_pills, may_filter_facts
from intake.web.desk.queue.queue import rows_of

blueprint = Blueprint("closed", __name__)


@blueprint.get("/desk/closed")
@staff(Act.SEARCH)
def show() -> ResponseReturnValue:
    """Show a page of closed cases."""
    view = filtered_queue(current_queue(), saves=True)
    queue, walls, matched = view.queue, current_walls(), view.matched
    day, id_ = day_in(request.args.get("day", "")), row_id(request.args.get("id", ""))
    before = (day, id_) if day and id_ else None
    page = closed_cases(
        queue.team_id,
        before=before,
        hidden=walls.hidden_ids,
        only=matched.ids if matched else None,
        readable=view.filters.is_private,
    )
    rows, facts = rows_of(page.cases), queue.filters.facts or None
    html = render_template(
        "desk/work/closed.html",
        alerts=alerts(),
        rows=[
            {
                "row": rows[case.id],
                "reason": gettext(case.closed_for.says) if case.closed_for else "",
                "wrote": case.replied_on is not None,
            }
            for case in page.cases
        ],
        next_url=_next_url(page, facts),
        top_url=url_for("closed.show", facts=facts),
        pills=tuple(fact_pills(view, "closed.show")),
        facts_url=url_for("facts.show", list=CLOSED, facts=facts) if may_filter_facts() else "",
        looked=read_counts(matched, walled=len(walls)) if matched else None,
        is_lost=view.is_lost,
        is_first=before is None,
        **recent_action_context(),
    )
    record_shown(len(page.cases))
    return html


def _next_url(page: ClosedPage, facts: str | None) -> str:
    if not page.has_more or (day := page.cases[-1].closed_on) is None:
        return ""
    return url_for("closed.show", day=day.isoformat(), id=page.cases[-1].id, facts=facts)
