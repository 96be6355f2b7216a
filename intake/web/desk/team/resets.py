"""Confirm a colleague's password reset as a second administrator, or end its link."""

from flask import Blueprint, url_for

from intake.actions.accounts.change_password import confirm_reset, end_reset
from intake.actions.opening.case_keys import Actor
from intake.staff.store import Act
from intake.web.access import current_member, moment
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.team.team import member_refused
from intake.web.desk.team.team_page import ResetLinkForm

blueprint = Blueprint("resets", __name__)


@blueprint.post("/desk/team/<member_id>/reset/confirm")
@on_desk(
    Act.MANAGE_TEAM,
    ResetLinkForm,
    refused=member_refused,
    fresh="Confirm the reset of a colleague’s password",
)
def confirm(_by: Actor, form: ResetLinkForm, member_id: str) -> str:
    """End the wait of the link."""
    me, link = current_member(), form.link.data or ""
    confirm_reset(member_id, link, moment(), by=me)
    return url_for("team.show_member", member_id=member_id)


@blueprint.post("/desk/team/<member_id>/reset/end")
@on_desk(
    Act.MANAGE_TEAM,
    DeskForm,
    refused=member_refused,
    fresh="End the link for a colleague’s new password",
)
def end(_by: Actor, _form: DeskForm, member_id: str) -> str:
    """End the link, because the colleague did not ask for it or it went astray."""
    end_reset(member_id, moment(), by=current_member())
    return url_for("team.show_member", member_id=member_id)
