"""One's own sessions: list them, and end each or all others."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.accounts.end_sessions import NotTheirs, end_other_sessions, end_session
from intake.extensions import saving
from intake.sessions import store as sessions
from intake.staff.store import Act
from intake.web.access import current_member, moment, see_other, signed_in, staff
from intake.web.app_context import settings

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/desk/account/sessions")
@staff(Act.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Show when each session began. Network addresses are not stored."""
    me = signed_in()
    found = sessions.living_of(me.member.id, clock.now())
    return render_template(
        "signin/sessions.html",
        here=[one for one in found if one.id == me.session.id],
        elsewhere=[one for one in found if one.id != me.session.id],
        zone=settings().time_zone,
    )


@blueprint.post("/desk/account/sessions/<session_id>/end")
@staff(Act.OWN_ACCOUNT)
def end(session_id: str) -> ResponseReturnValue:
    """End one session at once."""
    member_id = current_member().id
    try:
        with saving():
            end_session(session_id, moment(), member_id=member_id)
    except NotTheirs:
        abort(404)
    return see_other("signin.sessions.show")


@blueprint.post("/desk/account/sessions/end")
@staff(Act.OWN_ACCOUNT)
def end_others() -> ResponseReturnValue:
    """End all sessions but this one."""
    me = signed_in()
    with saving():
        end_other_sessions(me.token, moment(), member_id=me.member.id)
    return see_other("signin.sessions.show")
