"""The quarantine: requests of which very many came from one network, apart from the queue."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from intake import clock
from intake.actions.queue.clear_quarantine import close_many, release_many, reopen_many
from intake.actions.queue.undo_many import TooLate
from intake.cases import quarantine
from intake.cases.bulk_changes import MOST
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import settings, today
from intake.web.desk.common.reader import MemberNames, current_reader, members_of
from intake.web.desk.common.shown_many import record_shown
from intake.web.desk.common.view import current_queue, current_walls
from intake.web.desk.queue.queue_forms import SelectionForm
from intake.web.desk.queue.queue_page import rows_of

blueprint = Blueprint("quarantine", __name__, url_prefix="/desk/quarantine")
PAGE = 100
"""Cases on a page, which can be closed in one act."""


@blueprint.get("")
@staff(Act.MOVE_CASE)
def show() -> ResponseReturnValue:
    """Show the requests in quarantine, the most urgent first."""
    return _page()


@blueprint.post("/release")
@staff(Act.MOVE_CASE)
def release() -> ResponseReturnValue:
    """Move the selected requests to the queue."""
    references, reader = _selected(), current_reader()
    if not references:
        return _page(gettext("Select at least one request first.")), 422
    with writing():
        count = release_many(references, reader, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for(".show", released=count), 303)


@blueprint.post("/close")
@staff(Act.MOVE_CASE)
def close() -> ResponseReturnValue:
    """Close the selected requests, or all on the page, as no real requests."""
    references, reader = _selected(), current_reader()
    if not references:
        return _page(gettext("Select at least one request first.")), 422
    days = settings().retention_days
    with writing():
        close_many(references, reader, retention_days=days, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for(".show"), 303)


@blueprint.post("/undo/<act_id>")
@staff(Act.MOVE_CASE)
def undo(act_id: str) -> ResponseReturnValue:
    """Put requests that were closed within the last day back into quarantine."""
    reader = current_reader()
    with writing():
        reopen_many(act_id, reader, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for(".show"), 303)


@blueprint.errorhandler(TooLate)
def too_late(_failure: TooLate) -> ResponseReturnValue:
    """Show the quarantine: nothing was changed."""
    return _page(gettext("It is too late to undo this. No changes were made.")), 409


def _selected() -> tuple[str, ...]:
    form = SelectionForm(request.form)
    references = form.shown.data if form.whole_page.data else form.ticked.data
    return tuple(references[:MOST])


def _page(problem: str = "") -> str:
    queue, member = current_queue(), signed_in().member
    hidden = current_walls().hidden_ids
    cases = quarantine.page_of(queue.team_id, hidden=hidden, size=PAGE)
    total, same_day = quarantine.count_of(queue.team_id)
    html = render_template(
        "desk/queue/quarantine.html",
        member=member,
        problem=problem,
        rows=list(rows_of(queue, tuple(cases)).values()),
        shown=" ".join(case.reference for case in cases),
        total=total,
        same_day=same_day,
        above=settings().quarantine_above,
        may_open=True,
        closed=[_closed(act) for act in _recent_acts(queue.team_id)],
    )
    record_shown(len(cases))
    return html


def _recent_acts(team_id: str) -> list[BulkAct]:
    """Return the acts of the last day by which members of this team closed requests."""
    colleagues = {member.id for member in members_of(team_id)}
    acts = bulk_acts.recent_junk(now=clock.now())
    return [act for act in acts if act.member_id in colleagues and act.before]


def _closed(act: BulkAct) -> dict[str, Any]:
    count, names = len(act.before), MemberNames(signed_in().member.team_id)
    return {
        "says": ngettext("%(num)s request closed.", "%(num)s requests closed.", count),
        "who": names.of(act.member_id),
        "undo_url": url_for(".undo", act_id=act.id),
        "left_out": act.left_out,
    }
