"""Save a view with its filters, and remove a saved one."""

from urllib.parse import urlencode

from flask import Blueprint, url_for

from intake.actions.opening.case_keys import Actor
from intake.actions.queue.card_filters import save_view
from intake.conflicts.card_filters import CardFilters
from intake.desk_state import saved_views
from intake.staff.store import Act
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.view import chosen_facts, current_queue, query_of
from intake.web.desk.queue.queue import queue_refused
from intake.web.desk.queue.queue_forms import SaveViewForm

blueprint = Blueprint("saved_views", __name__, url_prefix="/desk/views")


@blueprint.post("/save")
@on_desk(Act.HOLD_TEAM_KEYS, SaveViewForm, refused=queue_refused)
def save(by: Actor, form: SaveViewForm) -> str:
    """Save this view and its filters under a name, which is sealed to the team."""
    queue = current_queue()
    query, facts = query_of(queue), chosen_facts(queue) or CardFilters()
    clear = {name: value for name, value in query.items() if name != "facts"}
    save_view(form.name.data, urlencode(clear), facts, by.reader)
    return url_for("queue.show", **query)


@blueprint.post("/<view_id>/drop")
@on_desk(Act.HOLD_TEAM_KEYS, DeskForm, refused=queue_refused)
def drop(by: Actor, _form: DeskForm, view_id: str) -> str:
    """Remove a saved view of this member."""
    saved_views.drop(view_id, member_id=by.member_id)
    return url_for("queue.show", **query_of(current_queue()))
