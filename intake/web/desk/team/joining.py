"""Invite a colleague, and change the roles of one."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.accounts.change_roles import change_roles
from intake.actions.accounts.enrol_staff import invite_staff
from intake.actions.accounts.reset_password import LastKeys
from intake.extensions import db, writing
from intake.sealing.tokens import new_token, token_text
from intake.staff.addresses import NotAnAddress
from intake.staff.roles import Act
from intake.staff.store import AddressTaken
from intake.web.access import signed_in, staff
from intake.web.app_context import settings, today
from intake.web.desk.team.team import LAST_KEYS, member_page, team_page
from intake.web.desk.team.team_forms import InviteForm, RolesForm
from intake.words import N_

blueprint = Blueprint("joining", __name__)

REFUSALS: Mapping[type[Exception], str] = {
    NotAnAddress: N_("Enter an email address, such as name@example.org."),
    AddressTaken: N_("Someone already uses this email address."),
}
"""Sentence by exception."""


@blueprint.post("/desk/team/invite")
@staff(Act.MANAGE_TEAM, fresh=N_("Invite a colleague"))
def invite() -> ResponseReturnValue:
    """Invite a colleague, and show the link once. It carries no keys."""
    form, member, token = InviteForm(request.form), signed_in().member, new_token()
    if not form.validate():
        return team_page(problem=form.first_problem), 422
    try:
        with writing():
            invitation = invite_staff(
                form.email.data,
                form.roles.data,
                token,
                team_id=member.team_id,
                secrets=(settings().secret_key, *settings().secret_key_fallbacks),
                today=today(),
                now=clock.now(),
                by=member,
            )
            db.session.commit()
    except (NotAnAddress, AddressTaken) as refusal:
        return team_page(problem=gettext(REFUSALS[type(refusal)])), 422
    link = f"{settings().public_url}/desk/invitation/{token_text(token)}"
    heading = gettext("Invitation link")
    return render_template(
        "desk/team/team_link.html",
        member=member,
        heading=heading,
        email=invitation.email,
        link=link,
    )


@blueprint.post("/desk/team/<member_id>/roles")
@staff(Act.MANAGE_TEAM, fresh=N_("Change a colleague's roles"))
def change(member_id: str) -> ResponseReturnValue:
    """Change a colleague's roles."""
    form, member = RolesForm(request.form), signed_in().member
    if not form.validate():
        return member_page(member_id, problem=form.first_problem), 422
    roles = form.roles.data
    try:
        with writing():
            change_roles(member_id, roles, by=member, today=today(), now=clock.now())
            db.session.commit()
    except LastKeys:
        return member_page(member_id, problem=gettext(LAST_KEYS)), 409
    return redirect(url_for("team.show"), 303)
