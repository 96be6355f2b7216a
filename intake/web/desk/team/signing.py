"""Give an administrator the signing key, and make new keys with it."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.keys.grant_access import NoKeysToGive, NotWaiting, OtherKey
from intake.actions.keys.grant_signing import grant_signing_key
from intake.actions.keys.open_epoch import open_epoch, request_keys
from intake.actions.keys.reseal_cases import progress
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.reader import current_reader
from intake.web.desk.team.team import (
    NO_SIGNING_KEY,
    OTHER_GROUPS,
    OTHER_KEY,
    colleague_of,
    member_page,
    team_page,
)
from intake.web.desk.team.team_page import fingerprint_check
from intake.words import N_

blueprint = Blueprint("signing", __name__)


@blueprint.post("/desk/team/<member_id>/signing")
@staff(Act.MANAGE_TEAM, fresh=N_("Give an administrator the signing key"))
def grant(member_id: str) -> ResponseReturnValue:
    """Give an administrator the signing key, after two people compared the fingerprint."""
    reader, check = current_reader(), fingerprint_check(colleague_of(member_id))
    if not check.is_typed(request.form):
        return member_page(member_id, problem=gettext(OTHER_GROUPS)), 422
    compared = check.fingerprint
    try:
        with writing():
            grant_signing_key(member_id, reader, compared=compared, today=today(), now=clock.now())
            db.session.commit()
    except OtherKey:
        return member_page(member_id, problem=gettext(OTHER_KEY)), 409
    except NoKeysToGive:
        return member_page(member_id, problem=gettext(NO_SIGNING_KEY)), 409
    except NotWaiting:
        colleague_of(member_id)
    return redirect(url_for("team.show"), 303)


@blueprint.post("/desk/team/request-keys")
@staff(Act.MANAGE_TEAM, fresh=N_("Request new keys for the team"))
def request_new() -> ResponseReturnValue:
    """Make new keys due; the page then shows how to make them."""
    with writing():
        request_keys(signed_in().member, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("team.show"), 303)


@blueprint.post("/desk/team/new-keys")
@staff(Act.MANAGE_TEAM, fresh=N_("Create new keys for the team"))
def renew() -> ResponseReturnValue:
    """Make new keys if they are due, as an administrator who need not open cases."""
    try:
        with writing():
            if progress(signed_in().member.team_id).due_since is not None:
                token = signed_in().token
                open_epoch(current_reader(), token, today=today(), now=clock.now())
            db.session.commit()
    except NoKeysToGive:
        return team_page(problem=gettext(NO_SIGNING_KEY)), 409
    return redirect(url_for("team.show"), 303)
