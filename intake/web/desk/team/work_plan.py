"""Enter the name, capacity and absence of a member."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from intake.actions.opening.case_keys import Actor
from intake.actions.people.plan_work import plan_work
from intake.staff.store import Act
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.team.team import member_page, member_refused
from intake.web.desk.team.team_page import WorkPlanForm

blueprint = Blueprint("work_plan", __name__)


def _refused(form: WorkPlanForm, status: int) -> ResponseReturnValue:
    if status == 409:
        return member_refused(form, status)
    if form.problem:
        form.name.errors = [form.problem]
    return member_page((request.view_args or {})["member_id"], form=form), status


@blueprint.post("/desk/team/<member_id>/work")
@on_desk(Act.SEE_TEAM, WorkPlanForm, refused=_refused)
def save(by: Actor, form: WorkPlanForm, member_id: str) -> str:
    """Save the work of this member or, as a supervisor or administrator, of a colleague."""
    plan_work(by, member_id, form.work_plan(), version=form.plan.data or "")
    return url_for("team.show_member", member_id=member_id, saved=1)
