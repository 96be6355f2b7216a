"""Lock the desk: by the button, or when nobody has done anything for a quarter of an hour."""

from urllib.parse import parse_qsl

from flask import Blueprint, Response, make_response, request
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.accounts.end_sessions import extend_staff
from intake.actions.accounts.give_device import Typed
from intake.extensions import saving
from intake.sessions import store as sessions
from intake.staff.store import Act
from intake.web.access import anyone, kept_of, save_form, see_other, staff
from intake.web.security import door_hash
from intake.web.signin.forms import LockForm

blueprint = Blueprint("lock", __name__)


@blueprint.post("/desk/lock")
@anyone
def lock() -> ResponseReturnValue:
    """Lock the desk: delete the keys, and store what was typed for its author."""
    session = sessions.remembered(door_hash(), clock.now())
    if session is not None:
        posted = LockForm(request.form)
        if posted.form.data:
            fields = kept_of(parse_qsl(posted.form.data, keep_blank_values=True))
            form = Typed(path=posted.to.data, fields=fields)
            save_form(form, session.member_id)
        with saving():
            sessions.lock(door_hash(), clock.now())
    response = make_response(see_other("signin.show"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/desk/left")
@anyone
def left() -> Response:
    """Return the seconds until this desk is locked. The request does not extend the session."""
    return _left()


@blueprint.post("/desk/stay")
@staff(Act.OWN_ACCOUNT)
def stay() -> Response:
    """Extend the session by a quarter of an hour."""
    with saving():
        extend_staff(door_hash(), clock.now())
    return _left()


def _left() -> Response:
    session = sessions.find(door_hash(), clock.now())
    time = (sessions.ends_at(session) - clock.now()).total_seconds() if session else 0
    return Response(str(int(time)), mimetype="text/plain")
