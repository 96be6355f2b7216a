"""Choose filters by facts of cards. No address, log or title has them: they are posted."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import clock
from intake.audit.acts import AuditAct
from intake.cases.views import Queue
from intake.conflicts.card_filters import CardFilters
from intake.extensions import saving
from intake.sessions import store as sessions
from intake.staff.store import Act
from intake.web.access import ask_second_factor_again, signed_in, staff
from intake.web.desk.common.reader import actor_of, current_reader
from intake.web.desk.common.view import (
    chosen_facts,
    current_queue,
    query_of,
    queue_from,
    with_facts,
)
from intake.web.desk.queue.filters import FACTS, fact_choices, may_filter_facts

blueprint = Blueprint("facts", __name__)

CLOSED = "closed"
"""Names the list of closed cases as the one to filter; the queue needs no name."""


@blueprint.get("/desk/filter")
@staff(Act.SEARCH)
def show() -> ResponseReturnValue:
    """Show the filters by facts of cards, for the view in the address."""
    queue = current_queue()
    is_closed = request.args.get("list") == CLOSED
    hidden = {name: value for name, value in query_of(queue).items() if name != "facts"}
    return render_template(
        "desk/queue/facts.html",
        may_filter=may_filter_facts(),
        labels=FACTS,
        choices=fact_choices(),
        chosen=chosen_facts(queue) or CardFilters(),
        hidden_fields=hidden | ({"list": CLOSED} if is_closed else {}),
        back_url=_list_url(queue, is_closed=is_closed),
        is_closed=is_closed,
    )


@blueprint.post("/desk/filter")
@staff(Act.SEARCH)
def apply() -> ResponseReturnValue:
    """Lead to the view with these filters. The log tells of one by a private answer, not which."""
    session, choices = signed_in().session, fact_choices()
    posted = {name: request.form.get(name, "") for name in FACTS}
    known = {name: value for name, value in posted.items() if value in dict(choices[name])}
    filters = CardFilters(**known)
    queue = queue_from(request.form)
    if may_filter_facts():
        queue = with_facts(queue, filters)
    if filters.is_private and queue.filters.facts:
        if not sessions.is_fresh(session, now=clock.now()):
            return ask_second_factor_again(session.member_id)
        with saving():
            actor_of(current_reader()).log(AuditAct.PRIVATE_FILTERED)
    return redirect(_list_url(queue, is_closed=request.form.get("list") == CLOSED), 303)


def _list_url(queue: Queue, *, is_closed: bool) -> str:
    if is_closed:
        return url_for("closed.show", facts=queue.filters.facts or None)
    return url_for("queue.show", **query_of(queue))
