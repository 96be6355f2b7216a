"""Preferences of a member for the desk, stored with the member and not in the browser."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.extensions import db, writing
from intake.staff import store as members
from intake.staff.models import StaffMember
from intake.staff.preferences import keep_wishes
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.common.view import current_queue, query_of

blueprint = Blueprint("preferences", __name__)


@blueprint.post("/desk/wishes")
@staff(Act.OWN_ACCOUNT)
def save() -> ResponseReturnValue:
    """Save all preferences from the account page, or add or remove one from the queue."""
    member_id = signed_in().member.id
    with writing():
        member = members.find_for_change(member_id)
        if member is not None:
            keep_wishes(member, _posted_wishes(member))
            db.session.commit()
    if "all" in request.form:
        return redirect(url_for("signin.account.show"), 303)
    return redirect(url_for("queue.show", **query_of(current_queue())), 303)


def _posted_wishes(member: StaffMember) -> set[str]:
    if "all" in request.form:
        return set(request.form.getlist("wish"))
    added, removed = request.form.get("more", ""), request.form.get("less", "")
    return {*member.wishes, added} - {removed}
