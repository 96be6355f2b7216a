"""Save a view with its filters, and remove a saved one."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.opening.not_opened import NoKeyForCase
from intake.actions.queue.saved_views import save_view
from intake.desk_state import saved_views
from intake.desk_state.saved_views import TooManyViews
from intake.extensions import db, writing
from intake.questionnaire.tidy import tidied
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_queue, query_of
from intake.web.desk.queue.queue_page import queue_page
from intake.words import N_

blueprint = Blueprint("saved_views", __name__, url_prefix="/desk/views")

LONGEST = 40
NO_NAME = N_("Give the view a name of at most 40 letters.")
TOO_MANY = N_("You saved twelve views already. Remove one first.")
NO_KEY = N_("You cannot save views before you can open cases.")


@blueprint.post("/save")
@staff(Act.OPEN_CASE)
def save() -> ResponseReturnValue:
    """Save this view and its filters under a name, which is sealed to the team."""
    name = tidied(request.form.get("name", ""), lines=False)
    if not 0 < len(name) <= LONGEST:
        return queue_page(gettext(NO_NAME)), 422
    query, reader = query_of(current_queue()), current_reader()
    try:
        with writing():
            save_view(name, urlencode(query), reader)
            db.session.commit()
    except TooManyViews:
        return queue_page(gettext(TOO_MANY)), 422
    except NoKeyForCase:
        return queue_page(gettext(NO_KEY)), 422
    return redirect(url_for("queue.show", **query), 303)


@blueprint.post("/<view_id>/drop")
@staff(Act.OPEN_CASE)
def drop(view_id: str) -> ResponseReturnValue:
    """Remove a saved view of this member."""
    member_id = signed_in().member.id
    with writing():
        saved_views.drop(view_id, member_id=member_id)
        db.session.commit()
    return redirect(url_for("queue.show", **query_of(current_queue())), 303)
