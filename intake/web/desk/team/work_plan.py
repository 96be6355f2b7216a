"""Enter the name, capacity and absence of a member."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.people.plan_work import (
    MayNotPlan,
    NameTaken,
    NoSuchMember,
    PlanChanged,
    plan_work,
)
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.team.team import member_page
from intake.web.desk.team.team_forms import WorkPlanForm
from intake.words import N_

blueprint = Blueprint("work_plan", __name__)

PLAN_CHANGED = N_(
    "Someone changed this member’s work after your page loaded. This page shows what is saved now. "
    "Please enter your change again."
)


@blueprint.post("/desk/team/<member_id>/work")
@staff(Act.SEE_TEAM)
def save(member_id: str) -> ResponseReturnValue:
    """Save the work of this member or, as a supervisor or administrator, of a colleague."""
    form = WorkPlanForm(request.form)
    if not form.validate():
        return member_page(member_id, form=form), 422
    try:
        with writing():
            by = signed_in().member
            plan_work(
                member_id,
                form.work_plan(),
                by,
                version=form.plan.data or "",
                today=today(),
                now=clock.now(),
            )
            db.session.commit()
    except NameTaken:
        form.name.errors = [gettext("A colleague has this name. Please add to it.")]
        return member_page(member_id, form=form), 422
    except PlanChanged:
        return member_page(member_id, problem=gettext(PLAN_CHANGED)), 409
    except (MayNotPlan, NoSuchMember):
        abort(404)
    return redirect(url_for("team.show_member", member_id=member_id, saved=1), 303)
