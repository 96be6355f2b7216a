"""The team: who works here, who can open cases, and access for a colleague who asks."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.access.recheck_permission import NoLongerMay
from intake.actions.accounts.disable_staff import disable_staff
from intake.actions.accounts.reset_password import LastKeys, NotResettable, reset_password
from intake.actions.keys.grant_access import (
    NoKeysToGive,
    NotWaiting,
    OtherKey,
    grant_access,
    held_keys,
)
from intake.actions.keys.open_epoch import open_epoch
from intake.actions.keys.reseal_cases import (
    NotDoneYet,
    let_old_keys_go,
    progress,
    reseal_some,
    write_down,
)
from intake.actions.opening.case_keys import Reader
from intake.extensions import db, writing
from intake.keys import store as keys
from intake.sealing.tokens import new_token, token_text
from intake.staff import store as members
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import settings, today
from intake.web.desk.common.key_alerts import few_holders
from intake.web.desk.common.reader import reader
from intake.web.desk.team.team_page import ROLE, people_of, person_of, renewal_of
from intake.words import N_

blueprint = Blueprint("team", __name__)

WORKS_FOR = timedelta(seconds=8)
"""So long a request reseals before it answers with the next button; nothing is held between."""

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


@blueprint.app_errorhandler(NoLongerMay)
def too_late(_failure: NoLongerMay) -> ResponseReturnValue:
    """A colleague was quicker: whoever acts learns at the next click what they may still do."""
    return redirect(url_for("queue.show"), 303)


@blueprint.get("/desk/team")
@staff(Act.SEE_TEAM)
def show() -> ResponseReturnValue:
    """Everybody in the team."""
    return team_page()


@blueprint.get("/desk/team/<member_id>")
@staff(Act.SEE_TEAM)
def one(member_id: str) -> ResponseReturnValue:
    """One member, and what can be done for them."""
    return member_page(member_id)


@blueprint.post("/desk/team/<member_id>/access")
@staff(Act.GRANT_ACCESS, fresh=N_("Give a colleague access to cases"))
def grant(member_id: str) -> ResponseReturnValue:
    """Two people compared the fingerprint: the colleague gets the team's keys."""
    compared, me = request.form.get("fingerprint", ""), reader()
    try:
        with writing():
            grant_access(member_id, me, compared=compared, today=today(), now=clock.now())
            db.session.commit()
    except OtherKey:
        return member_page(member_id, problem=gettext(OTHER_KEY)), 409
    except NoKeysToGive:
        return member_page(member_id, problem=gettext(NO_KEYS)), 409
    except NotWaiting:
        _colleague(member_id)
    return redirect(url_for("team.show"), 303)


@blueprint.post("/desk/team/<member_id>/reset")
@staff(Act.MANAGE_TEAM, fresh=N_("Reset the password of a colleague"))
def reset(member_id: str) -> ResponseReturnValue:
    """A colleague forgot the password: show a link for a new one, once."""
    token, me = new_token(), signed_in().member
    try:
        with writing():
            invitation = reset_password(member_id, token, by=me, today=today(), now=clock.now())
            db.session.commit()
    except LastKeys:
        return member_page(member_id, problem=gettext(LAST_KEYS)), 409
    except NotResettable:
        abort(404)
    link = f"{settings().public_url}/desk/invitation/{token_text(token)}"
    heading = gettext("Link for a new password")
    return render_template(
        "desk/team/team_link.html", member=me, heading=heading, email=invitation.email, link=link
    )


@blueprint.post("/desk/team/<member_id>/disable")
@staff(Act.MANAGE_TEAM, fresh=N_("Disable a member of the team"))
def disable(member_id: str) -> ResponseReturnValue:
    """A colleague leaves: out at once, whatever comes of new keys for who stays."""
    me, token = reader(), signed_in().token
    with writing():
        colleague = _colleague(member_id)
        if colleague.id == me.member_id:
            abort(404)
        disable_staff(colleague, by=signed_in().member, today=today(), now=clock.now())
        db.session.commit()
    with writing(), suppress(NoKeysToGive):
        if progress(me.team_id).due_since is not None:
            open_epoch(me, token, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("team.show"), 303)


@blueprint.post("/desk/team/keys")
@staff(Act.GRANT_ACCESS, fresh=N_("Renew the team’s keys"))
def renew() -> ResponseReturnValue:
    """Open new keys where they are due, then reseal for some seconds, then let the old ones go."""
    me, token, until = reader(), signed_in().token, clock.now() + WORKS_FOR
    try:
        with writing():
            held_keys(me)
            if progress(me.team_id).due_since is not None:
                me = open_epoch(me, token, today=today(), now=clock.now())
            write_down(me, today=today(), now=clock.now())
            db.session.commit()
    except NoKeysToGive:
        return team_page(problem=gettext(NO_KEYS)), 409
    if after := _reseal(me, request.form.get("after", ""), until=until):
        return redirect(url_for("team.show", after=after), 303)
    with writing(), suppress(NotDoneYet):
        let_old_keys_go(me, token, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("team.show"), 303)


def _reseal(me: Reader, after: str, *, until: datetime) -> str:
    """Reseal until the time is up; the place to go on from, nothing at the end."""
    while True:
        with writing():
            after = reseal_some(me, after=after)
            db.session.commit()
        db.session.expunge_all()
        if not after or clock.now() >= until:
            return after


def team_page(*, problem: str = "") -> str:
    """Everybody in the team, and what was not done."""
    me = signed_in().member
    return render_template(
        "desk/team/team.html",
        member=me,
        people=people_of(me.team_id),
        few_holders=few_holders(me.team_id),
        keys=renewal_of(progress(me.team_id), now=clock.now()),
        may_renew=may(me.roles, Act.GRANT_ACCESS),
        may_manage=may(me.roles, Act.MANAGE_TEAM),
        all_roles=ROLE.items(),
        after=request.args.get("after", ""),
        problem=problem,
    )


def member_page(member_id: str, *, problem: str = "") -> str:
    """One member, what can be done for them, and what was not done."""
    me, colleague = signed_in().member, _colleague(member_id)
    person = person_of(colleague, keys.members_with_keys(me.team_id))
    return render_template(
        "desk/team/team_member.html",
        member=me,
        person=person,
        problem=problem,
        all_roles=ROLE.items(),
        roles=colleague.roles,
        may_grant=may(me.roles, Act.GRANT_ACCESS) and colleague.id != me.id and person.asks,
        may_manage=may(me.roles, Act.MANAGE_TEAM) and colleague.id != me.id,
        manages=may(colleague.roles, Act.MANAGE_TEAM),
    )


def _colleague(member_id: str) -> StaffMember:
    """A member of the same team who works here still; no page for anybody else."""
    found = members.find(member_id)
    if found is None or found.team_id != signed_in().member.team_id or found.disabled_on:
        abort(404)
    return found
