"""How a member wants the desk to look; kept with the member, not with the browser."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.extensions import db, writing
from intake.staff import store as members
from intake.staff.preferences import keep_wishes
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.common.view import query_of, queue_asked

blueprint = Blueprint("wishes", __name__)


@blueprint.post("/desk/wishes")
@staff(Act.OWN_ACCOUNT)
def keep() -> ResponseReturnValue:
    """All wishes as the account page shows them, or one more or less from the queue."""
    sent, me = request.form, signed_in().member.id
    with writing():
        member = members.find_for_change(me)
        if member is not None:
            kept = set(member.wishes) | {sent.get("more", "")}
            wanted = sent.getlist("wish") if "all" in sent else kept - {sent.get("less", "")}
            keep_wishes(member, wanted)
            db.session.commit()
    if "all" in sent:
        return redirect(url_for("signin.account.show"), 303)
    return redirect(url_for("queue.show", **query_of(queue_asked())), 303)
