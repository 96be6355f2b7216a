"""Give an administrator the signing key, and request new keys."""

from flask import Blueprint, url_for

from intake.actions.keys.grant_access import NotWaiting, grant_signing_key
from intake.actions.keys.recover import open_due_epoch, request_keys
from intake.actions.opening.case_keys import Actor
from intake.staff.store import Act
from intake.web.access import signed_in
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.team.team import (
    colleague_of,
    compared_fingerprint,
    member_refused,
    team_refused,
)

blueprint = Blueprint("signing", __name__)


@blueprint.post("/desk/team/<member_id>/signing")
@on_desk(
    Act.MANAGE_TEAM,
    DeskForm,
    refused=member_refused,
    fresh="Give an administrator the signing key",
)
def grant(by: Actor, _form: DeskForm, member_id: str) -> str:
    """Give an administrator the signing key, after two people compared the fingerprint."""
    compared = compared_fingerprint(member_id)
    try:
        grant_signing_key(member_id, by, compared=compared)
    except NotWaiting:
        colleague_of(member_id)
    return url_for("team.show")


@blueprint.post("/desk/team/request-keys")
@on_desk(Act.MANAGE_TEAM, DeskForm, refused=team_refused, fresh="Request new keys for the team")
def request_new(by: Actor, _form: DeskForm) -> str:
    """Make new keys due, and make them if the member may."""
    request_keys(by)
    open_due_epoch(by, signed_in().token)
    return url_for("team.show")
