"""Confirm a colleague's password reset as a second administrator, or end its link."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.accounts.reset_password import (
    NothingToConfirm,
    SameAdministrator,
    TooNewToConfirm,
    confirm_reset,
    end_reset,
)
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.team.team import member_page
from intake.web.desk.team.team_forms import ResetLinkForm
from intake.words import N_

blueprint = Blueprint("resets", __name__)

NOTHING = N_("There is no link to confirm or end: it was used, ended or expired.")
SAME = N_("You asked for this reset, so another administrator must confirm it.")
TOO_NEW = N_(
    "Two administrators who have both been here for a day must agree. One of you joined, or got a "
    "new role or password, since yesterday."
)


@blueprint.post("/desk/team/<member_id>/reset/confirm")
@staff(Act.MANAGE_TEAM, fresh=N_("Confirm the reset of a colleague’s password"))
def confirm(member_id: str) -> ResponseReturnValue:
    """End the wait of the link."""
    try:
        with writing():
            confirm_reset(
                member_id,
                ResetLinkForm(request.form).link.data,
                by=signed_in().member,
                today=today(),
                now=clock.now(),
            )
            db.session.commit()
    except NothingToConfirm:
        return member_page(member_id, problem=gettext(NOTHING)), 409
    except SameAdministrator:
        return member_page(member_id, problem=gettext(SAME)), 409
    except TooNewToConfirm:
        return member_page(member_id, problem=gettext(TOO_NEW)), 409
    return redirect(url_for("team.show_member", member_id=member_id), 303)


@blueprint.post("/desk/team/<member_id>/reset/end")
@staff(Act.MANAGE_TEAM, fresh=N_("End the link for a colleague’s new password"))
def end(member_id: str) -> ResponseReturnValue:
    """End the link, because the colleague did not ask for it or it went astray."""
    try:
        with writing():
            end_reset(member_id, by=signed_in().member, today=today(), now=clock.now())
            db.session.commit()
    except NothingToConfirm:
        return member_page(member_id, problem=gettext(NOTHING)), 409
    return redirect(url_for("team.show_member", member_id=member_id), 303)
