"""Erase a case before its day, after a page that says what is lost; set and lift a legal hold."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.erase_case import (
    ClosedFirst,
    EraseReason,
    UnderHold,
    erase_case,
    hold_case,
    hold_reason,
    is_closed_first,
    lift_hold,
    may_lift,
)
from intake.actions.opening.case_keys import Actor
from intake.cases import store as cases
from intake.cases.tasks import TaskKind, task_of
from intake.staff.store import Act
from intake.web.access import current_member, staff
from intake.web.app_context import today
from intake.web.desk.case.case import show as case_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.fields import DeskForm, EnumField, WordsField, WordsForm, options_of
from intake.web.desk.common.reader import current_reader, name_of

blueprint = Blueprint("erase", __name__)


class HoldForm(WordsForm):
    """The reason for a legal hold."""

    text = WordsField("Enter a reason.", id="hold-text")


class EraseForm(DeskForm):
    """The reason for erasing a case before its day."""

    why = EnumField(EraseReason, "Choose a reason for erasing.")


@blueprint.get("/desk/cases/<reference>/erase")
@staff(Act.ERASE_CASE)
def ask(reference: str, form: EraseForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Say what erasing means, and ask once more. *form* is one refused with *status*."""
    case = cases.find(reference, team_id=current_member().team_id)
    if form is None:
        form = EraseForm(request.args)
        status = 200 if form.validate() else 422
    if case.held_since is not None:
        form.problem = gettext(UnderHold.says)
    elif is_closed_first(case, form.why.data, current_reader(), today=today()):
        form.problem = gettext(ClosedFirst.says)
    reasons = options_of(EraseReason)
    return render_template("desk/case/erase.html", case=case, form=form, reasons=reasons), status


@blueprint.post("/desk/cases/<reference>/erase")
@on_case(Act.ERASE_CASE, EraseForm, refused=ask, fresh="Permanently erase a case")
def erase(by: Actor, form: EraseForm, reference: str) -> str:
    """Erase the case, its request, and all rows that belong to them."""
    erase_case(by, reference, form.why.chosen)
    return url_for("queue.show")


@blueprint.post("/desk/cases/<reference>/hold")
@on_case(Act.HOLD_CASE, HoldForm, refused=case_page, fresh="Put a legal hold on a case")
def hold(by: Actor, form: HoldForm, reference: str) -> str:
    """Set a legal hold, which keeps the case from being erased, or keep one."""
    hold_case(by, reference, form.text.data)
    return url_for("case.show", reference=reference)


@blueprint.get("/desk/cases/<reference>/lift")
@staff(Act.HOLD_CASE)
def ask_to_lift(
    reference: str, form: DeskForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Say what lifting the hold does, before it is asked for or done."""
    reader = current_reader()
    case = cases.find(reference, team_id=reader.team_id)
    asked, reason = task_of(case.id, TaskKind.LIFT_HOLD), hold_reason(case, reader)
    page = render_template(
        "desk/case/lift_hold.html",
        case=case,
        day=today(),
        form=form or DeskForm(),
        hold_form=HoldForm(),
        reason=reason.text if reason else "",
        asked=asked,
        asked_by=name_of(asked.by_id) if asked else "",
        may_lift=bool(asked and may_lift(asked, reader, today=today())),
    )
    return page, status


@blueprint.post("/desk/cases/<reference>/lift")
@on_case(Act.HOLD_CASE, DeskForm, refused=ask_to_lift, fresh="Lift a case's legal hold")
def lift(by: Actor, _form: DeskForm, reference: str) -> str:
    """Lift the legal hold if a colleague asked for that, else ask for it."""
    is_lifted = lift_hold(by, reference)
    return url_for("case.show" if is_lifted else "erase.ask_to_lift", reference=reference)
