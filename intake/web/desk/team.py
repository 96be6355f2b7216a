"""The team: who works here, who can open cases, and access for a colleague who asks."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.grant_access import NoKeysToGive, NotWaiting, OtherKey, grant_access
from intake.actions.reset_password import LastKeys, NotResettable, reset_password
from intake.extensions import db, writing
from intake.keys import store as keys
from intake.sealing.tokens import new_token, token_text
from intake.staff import store as members
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.desk.reader import reader
from intake.web.desk.team_page import people_of, person_of
from intake.web.practice import settings, today
from intake.words import N_

blueprint = Blueprint("team", __name__)

OTHER_KEY = N_("The fingerprint changed since this page was shown. Compare it once more.")
LAST_KEYS = N_(
    "Nobody else in the team can open cases. Give a colleague access first; if this member cannot "
    "sign in any more, only the recovery sheets help."
)
NO_KEYS = N_("You cannot open cases yourself yet, so you cannot give access to them.")


@blueprint.app_template_filter("may")
def member_may(member: StaffMember, act: str) -> bool:
    """Whether a template shows this member the way to an act."""
    return may(member.roles, Act(act))


@blueprint.get("/desk/team")
@staff(Act.SEE_TEAM)
def show() -> ResponseReturnValue:
    """Everybody in the team."""
    me = signed_in().member
    return render_template("desk/team.html", member=me, people=people_of(me.team_id))


@blueprint.get("/desk/team/<member_id>")
@staff(Act.SEE_TEAM)
def one(member_id: str) -> ResponseReturnValue:
    """One member, and what can be done for them."""
    return _member_page(member_id)


@blueprint.post("/desk/team/<member_id>/access")
@staff(Act.GRANT_ACCESS)
def grant(member_id: str) -> ResponseReturnValue:
    """Two people compared the fingerprint: the colleague gets the team's keys."""
    compared, me = request.form.get("fingerprint", ""), reader()
    try:
        with writing():
            grant_access(member_id, me, compared=compared, today=today(), now=clock.now())
            db.session.commit()
    except OtherKey:
        return _member_page(member_id, problem=gettext(OTHER_KEY)), 409
    except NoKeysToGive:
        return _member_page(member_id, problem=gettext(NO_KEYS)), 409
    except NotWaiting:
        _colleague(member_id)
    return redirect(url_for("team.show"), 303)


@blueprint.post("/desk/team/<member_id>/reset")
@staff(Act.MANAGE_TEAM)
def reset(member_id: str) -> ResponseReturnValue:
    """A colleague forgot the password: show a link for a new one, once."""
    token, me = new_token(), signed_in().member
    try:
        with writing():
            invitation = reset_password(member_id, token, by=me, today=today(), now=clock.now())
            db.session.commit()
    except LastKeys:
        return _member_page(member_id, problem=gettext(LAST_KEYS)), 409
    except NotResettable:
        abort(404)
    link = f"{settings().public_url}/desk/invitation/{token_text(token)}"
    return render_template("desk/team_link.html", member=me, email=invitation.email, link=link)


def _member_page(member_id: str, *, problem: str = "") -> str:
    me, colleague = signed_in().member, _colleague(member_id)
    person = person_of(colleague, keys.members_with_keys(me.team_id))
    return render_template(
        "desk/team_member.html",
        member=me,
        person=person,
        problem=problem,
        may_grant=may(me.roles, Act.GRANT_ACCESS) and colleague.id != me.id and person.asks,
        may_manage=may(me.roles, Act.MANAGE_TEAM) and colleague.id != me.id,
    )


def _colleague(member_id: str) -> StaffMember:
    """A member of the same team who works here still; no page for anybody else."""
    found = members.find(member_id)
    if found is None or found.team_id != signed_in().member.team_id or found.disabled_on:
        abort(404)
    return found
