"""The team page: members, access to cases and password resets."""

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.access.unlock_keys import NoLongerMay
from intake.actions.accounts.change_password import LastKeys, reset_password
from intake.actions.keys.grant_access import NotWaiting, grant_access, working_holders
from intake.actions.keys.reseal_cases import progress
from intake.actions.opening.case_keys import Actor
from intake.actions.people.plan_work import may_plan, plan_version
from intake.cases import side_lists
from intake.extensions import saving
from intake.questionnaire.languages import BY_TAG
from intake.sealing.tokens import new_token, token_text
from intake.staff import store as members
from intake.staff.models import Invitation, StaffMember
from intake.staff.store import Act, may
from intake.web.access import current_member, moment, see_other, staff
from intake.web.app_context import settings
from intake.web.desk.common.alerts import few_holders
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.reader import team_members
from intake.web.desk.team.team_page import (
    ALL_ROLES,
    WorkPlanForm,
    fingerprint_check,
    keyholders,
    person_of,
    reset_link_of,
    stand_ins_of,
)
from intake.words import Refused

blueprint = Blueprint("team", __name__)


@blueprint.app_template_filter("may")
def member_may(member: StaffMember, act: str) -> bool:
    """Return true if the roles of this member allow the act, as templates ask."""
    return may(member.roles, Act(act))


@blueprint.app_errorhandler(NoLongerMay)
def no_longer_permitted(_failure: NoLongerMay) -> ResponseReturnValue:
    """Redirect a member who lost the permission while this request was running."""
    return see_other("queue.show")


@blueprint.get("/desk/team")
@staff(Act.SEE_TEAM)
def show() -> ResponseReturnValue:
    """Show the members of the team."""
    return team_page()


@blueprint.get("/desk/team/<member_id>")
@staff(Act.SEE_TEAM)
def show_member(member_id: str) -> ResponseReturnValue:
    """Show one member, and what can be done for them."""
    return member_page(member_id)


def member_refused(form: DeskForm, status: int) -> ResponseReturnValue:
    """Return the page of the member at this address, with the sentence that says why."""
    return member_page((request.view_args or {})["member_id"], problem=form.first_problem), status


@blueprint.post("/desk/team/<member_id>/access")
@on_desk(Act.GRANT_ACCESS, DeskForm, refused=member_refused, fresh="Give a colleague case access")
def grant(by: Actor, _form: DeskForm, member_id: str) -> str:
    """Give a colleague the team's keys, after two people compared the fingerprint."""
    compared = compared_fingerprint(member_id)
    try:
        grant_access(member_id, by, compared=compared)
    except NotWaiting:
        colleague_of(member_id)
    return url_for("team.show")


@blueprint.post("/desk/team/<member_id>/reset")
@staff(Act.MANAGE_TEAM, fresh="Reset a colleague's password")
def reset(member_id: str) -> ResponseReturnValue:
    """Reset a forgotten password, and show the link for a new one once."""
    token, member = new_token(), current_member()
    count = len(side_lists.open_cases_of(member_id))
    try:
        with saving():
            invitation = reset_password(member_id, token, moment(), by=member)
    except LastKeys as refusal:
        return member_page(member_id, problem=gettext(refusal.says)), 409
    return link_page(gettext("Password reset link"), invitation, token, unassigned=count)


def link_page(heading: str, invitation: Invitation, token: bytes, *, unassigned: int = 0) -> str:
    """Return the page that shows the link of an invitation or a reset, this once."""
    return render_template(
        "desk/team/team_link.html",
        heading=heading,
        invitation=invitation,
        link=f"{settings().public_url}/desk/invitation/{token_text(token)}",
        unassigned=unassigned,
    )


def team_refused(form: DeskForm, status: int) -> ResponseReturnValue:
    """Return the team page with the sentence that says why an act was refused."""
    return team_page(problem=form.first_problem), status


def team_page(*, problem: str = "") -> str:
    """Return the team page. *problem* says why an act was refused."""
    team_id = current_member().team_id
    return render_template(
        "desk/team/team.html",
        people=list(map(person_of, team_members())),
        few_holders=few_holders(working_holders(team_id)),
        keys=progress(team_id),
        signers=keyholders().signers,
        all_roles=ALL_ROLES,
        problem=problem,
    )


def member_page(member_id: str, *, problem: str = "", form: WorkPlanForm | None = None) -> str:
    """Return the page of one member. *problem* says why an act was refused.

    *form* is the work of the member, if it was refused.
    """
    member, colleague = current_member(), colleague_of(member_id)
    person = person_of(colleague)
    may_grant = may(member.roles, Act.GRANT_ACCESS) and colleague.id != member.id
    may_grant = may_grant and (person["asks"] or person["new_key"])
    may_give_signing = member.id in keyholders().signers and person["asks_to_sign"]
    work_form = form or WorkPlanForm(
        obj=colleague, stand_in=colleague.stand_in_id, plan=plan_version(colleague)
    )
    return render_template(
        "desk/team/team_member.html",
        person=person,
        problem=problem,
        all_roles=ALL_ROLES,
        roles=colleague.roles,
        may_grant=may_grant,
        may_give_signing=may_give_signing,
        check=fingerprint_check(colleague) if may_grant or may_give_signing else None,
        reset=reset_link_of(colleague),
        form=form,
        is_saved=request.args.get("saved") == "1",
        may_plan=may_plan(member.id, member.roles, colleague.id),
        work_form=work_form,
        stand_ins=list(stand_ins_of(colleague).items()),
        all_languages=[(tag, language.english) for tag, language in BY_TAG.items()],
    )


def colleague_of(member_id: str) -> StaffMember:
    """Return a member of the same team. Answer 404 for anyone else, and for a disabled one."""
    colleague = members.find(member_id)
    team_id = current_member().team_id
    if colleague is None or colleague.team_id != team_id or colleague.disabled_on:
        abort(404)
    return colleague


def compared_fingerprint(member_id: str) -> str:
    """Return the fingerprint of a colleague's key, of which the right two groups were typed.

    Raise ``Refused`` for other groups.
    """
    check = fingerprint_check(colleague_of(member_id))
    if not check.is_typed(request.form):
        raise Refused(
            "These two groups do not match the key on this server. Ask your colleague to read "
            "them again. If they still differ, stop. Do not give access, and tell the server "
            "administrator.",
            status=422,
        )
    return check.fingerprint
