"""Invite a colleague, and change the roles of one."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.accounts.change_roles import NotChangeable, change_roles
from intake.actions.accounts.invite_staff import invite_staff
from intake.actions.accounts.reset_password import LastKeys
from intake.extensions import db, writing
from intake.sealing.tokens import new_token, token_text
from intake.staff.addresses import NotAnAddress
from intake.staff.roles import Act, Role
from intake.staff.store import AddressTaken
from intake.web.access import signed_in, staff
from intake.web.app_context import settings, today
from intake.web.desk.team.team import LAST_KEYS, member_page, team_page
from intake.words import N_

blueprint = Blueprint("joining", __name__)

NO_ADDRESS = N_("Give an email address such as name@example.org.")
NO_ROLE = N_("Choose at least one role.")
TAKEN = N_("Somebody here has this address already.")


@blueprint.post("/desk/team/invite")
@staff(Act.MANAGE_TEAM, fresh=N_("Invite a colleague"))
def invite() -> ResponseReturnValue:
    """Invite a colleague, and show the link once. It carries no keys."""
    member, token, roles = signed_in().member, new_token(), _posted_roles()
    if not roles:
        return team_page(problem=gettext(NO_ROLE)), 422
    try:
        with writing():
            invitation = invite_staff(
                request.form.get("email", ""),
                roles,
                token,
                team_id=member.team_id,
                secrets=(settings().secret_key, *settings().secret_key_fallbacks),
                today=today(),
                now=clock.now(),
            )
            db.session.commit()
    except NotAnAddress:
        return team_page(problem=gettext(NO_ADDRESS)), 422
    except AddressTaken:
        return team_page(problem=gettext(TAKEN)), 422
    link = f"{settings().public_url}/desk/invitation/{token_text(token)}"
    heading = gettext("Link for a new colleague")
    return render_template(
        "desk/team/team_link.html",
        member=member,
        heading=heading,
        email=invitation.email,
        link=link,
    )


@blueprint.post("/desk/team/<member_id>/roles")
@staff(Act.MANAGE_TEAM, fresh=N_("Change the roles of a colleague"))
def change(member_id: str) -> ResponseReturnValue:
    """Change the roles of a colleague."""
    member, roles = signed_in().member, _posted_roles()
    try:
        with writing():
            change_roles(member_id, roles, by=member, today=today(), now=clock.now())
            db.session.commit()
    except LastKeys:
        return member_page(member_id, problem=gettext(LAST_KEYS)), 409
    except NotChangeable:
        if not roles:
            return member_page(member_id, problem=gettext(NO_ROLE)), 422
        raise
    return redirect(url_for("team.show"), 303)


def _posted_roles() -> list[Role]:
    """Return the roles that were ticked."""
    return [role for role in Role if role in request.form.getlist("roles")]
