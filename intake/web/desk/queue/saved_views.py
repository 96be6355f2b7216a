"""Save a view with its filters, and remove a saved one."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.opening.not_opened import NoKeyForCase
from intake.actions.queue.saved_views import PrivateFilter, save_view
from intake.conflicts.card_filters import CardFilters
from intake.desk_state import saved_views
from intake.desk_state.saved_views import TooManyViews
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import chosen_facts, current_queue, query_of
from intake.web.desk.queue.queue_forms import SaveViewForm
from intake.web.desk.queue.queue_page import queue_page
from intake.words import N_

blueprint = Blueprint("saved_views", __name__, url_prefix="/desk/views")

REFUSALS: Mapping[type[Exception], str] = {
    TooManyViews: N_("You have 12 saved views, the maximum. Remove one first."),
    NoKeyForCase: N_("You can save views once you have case access."),
    PrivateFilter: N_("A view with a reason for fear cannot be saved. Remove that filter first."),
}
"""Sentence by exception, for the one error handler below."""


@blueprint.post("/save")
@staff(Act.HOLD_TEAM_KEYS)
def save() -> ResponseReturnValue:
    """Save this view and its filters under a name, which is sealed to the team."""
    form, reader = SaveViewForm(request.form), current_reader()
    if not form.validate():
        return queue_page(form.first_problem), 422
    queue = current_queue()
    query, facts = query_of(queue), chosen_facts(queue) or CardFilters()
    clear = {name: value for name, value in query.items() if name != "facts"}
    with writing():
        save_view(form.name.data, urlencode(clear), facts, reader)
        db.session.commit()
    return redirect(url_for("queue.show", **query), 303)


@blueprint.post("/<view_id>/drop")
@staff(Act.HOLD_TEAM_KEYS)
def drop(view_id: str) -> ResponseReturnValue:
    """Remove a saved view of this member."""
    member_id = signed_in().member.id
    with writing():
        saved_views.drop(view_id, member_id=member_id)
        db.session.commit()
    return redirect(url_for("queue.show", **query_of(current_queue())), 303)


@blueprint.errorhandler(PrivateFilter)
@blueprint.errorhandler(TooManyViews)
@blueprint.errorhandler(NoKeyForCase)
def refused(failure: Exception) -> ResponseReturnValue:
    """Show the queue with the reason: no view was saved."""
    return queue_page(gettext(REFUSALS[type(failure)])), 422
