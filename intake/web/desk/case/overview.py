"""One case: what was said, by when to act and why, what was done, and what to do next."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from intake.actions.case.assign import assign_to_me
from intake.actions.case.change_status import move_case
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.set_follow_up import keep_date
from intake.actions.opening.case_keys import Reader
from intake.cases import store
from intake.cases.pipeline import Status
from intake.cases.store import NoSuchCase
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import settings, today
from intake.web.desk.case import case_access
from intake.web.desk.case.acting import act_on, moment
from intake.web.desk.case.duplicates import same_context
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.overview_page import page_context
from intake.web.desk.common.forms import AssignForm, DeskForm, MoveForm, NextDateForm
from intake.web.desk.common.view import onward_from

blueprint = Blueprint("case", __name__)


@blueprint.get("/desk/cases/<reference>")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """The case, opened for this member; that it was opened is written down."""
    return page(reference)


@blueprint.get("/desk/cases/<reference>/next")
@staff(Act.OPEN_CASE)
def go_on(reference: str) -> ResponseReturnValue:
    """On to the next case of the view, whatever was done to this one."""
    try:
        case = store.find(reference, team_id=signed_in().member.team_id)
    except NoSuchCase:
        abort(404)
    return redirect(onward_from(case, is_done=False), 303)


@blueprint.post("/desk/cases/<reference>/assign")
@staff(Act.ASSIGN)
def assign(reference: str) -> ResponseReturnValue:
    """The member takes the case."""
    form = AssignForm(request.form)

    def change(me: Reader) -> None:
        assign_to_me(reference, me, **moment(form))

    return act_on(reference, form, change, page)


@blueprint.post("/desk/cases/<reference>/date")
@staff(Act.KEEP_DATE)
def keep(reference: str) -> ResponseReturnValue:
    """The member looked, and keeps a next date."""
    form = NextDateForm.of(request.form, today=today())

    def change(me: Reader) -> None:
        keep_date(reference, me, form.wanted(), **moment(form))

    return act_on(reference, form, change, page)


@blueprint.post("/desk/cases/<reference>/move")
@staff(Act.MOVE_CASE)
def move(reference: str) -> ResponseReturnValue:
    """The case goes on in the pipeline, or is closed."""
    form = MoveForm(request.form)

    def change(me: Reader) -> None:
        move_case(
            reference,
            me,
            form.status or Status.NEW,
            reason=form.close_reason,
            retention_days=settings().retention_days,
            **moment(form),
        )

    return act_on(reference, form, change, page)


def page(reference: str, form: DeskForm | None = None) -> str:
    """The first page of a case; given a form, one that was not taken."""

    def shown(opened: OpenedCase, me: Reader) -> str:
        return render_template(
            "desk/case/case.html",
            member=signed_in().member,
            form=form,
            **frame_context(opened, me, tab="case"),
            **page_context(opened, me, form),
            **same_context(opened, me),
        )

    return case_access.page(reference, shown, form=form)
