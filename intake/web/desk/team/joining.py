"""Invite a colleague, and change the roles of one."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.accounts.change_roles import change_roles
from intake.actions.accounts.enrol_staff import invite_staff
from intake.actions.keys.recover import open_due_epoch
from intake.actions.opening.case_keys import Actor
from intake.extensions import saving
from intake.sealing.tokens import new_token
from intake.staff.invitations import NotAnAddress
from intake.staff.store import Act, AddressTaken
from intake.web.access import current_member, moment, signed_in, staff
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.team.team import link_page, member_refused, team_page, team_refused
from intake.web.desk.team.team_page import InviteForm, RolesForm

blueprint = Blueprint("joining", __name__)


@blueprint.post("/desk/team/invite")
@staff(Act.MANAGE_TEAM, fresh="Invite a colleague")
def invite() -> ResponseReturnValue:
    """Invite a colleague, and show the link once. It carries no keys."""
    form, member, token = InviteForm(request.form), current_member(), new_token()
    if not form.validate():
        return team_refused(form, 422)
    try:
        with saving():
            invitation = invite_staff(
                form.email.data, form.roles.data, token, moment(), team_id=member.team_id, by=member
            )
    except NotAnAddress:
        problem = gettext("Enter an email address, such as name@example.org.")
        return team_page(problem=problem), 422
    except AddressTaken:
        return team_page(problem=gettext("Someone already uses this email address.")), 422
    return link_page(gettext("Invitation link"), invitation, token)


@blueprint.post("/desk/team/<member_id>/roles")
@on_desk(Act.MANAGE_TEAM, RolesForm, refused=member_refused, fresh="Change a colleague's roles")
def change(by: Actor, form: RolesForm, member_id: str) -> str:
    """Change a colleague's roles."""
    me = current_member()
    change_roles(member_id, form.roles.data, moment(), by=me)
    open_due_epoch(by, signed_in().token)
    return url_for("team.show")
