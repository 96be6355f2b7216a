"""Tell the applicant what was decided or asked, record how, or take the decision back."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from intake.actions.case import tell_decision
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.tell_decision import record_telling
from intake.actions.opening.case_keys import Actor
from intake.messages.wordings import tagged_lines
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.answers import spoken_name
from intake.web.app_context import settings
from intake.web.desk.case.case_forms import TellingForm
from intake.web.desk.case.decision import show as decision_page
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.restricted_page import load_case, telling_context, unopened_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.recent_action import page_url

blueprint = Blueprint("tell", __name__)


@blueprint.get("/desk/cases/<reference>/tell")
@staff(Act.WORK_CASE)
def show(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show what is to be told, with the letter to read aloud; the decision once that is done."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    task = tell_decision.telling_of(opened.case)
    if task is None and form is not None:
        return decision_page(reference, form, status)
    if task is None:
        return redirect(page_url("decision.show", opened.case), 303)
    letter = next((each for each in opened.messages if each.id == task.about), None)
    page = render_template(
        "desk/case/tell.html",
        **frame_context(opened, reader, form, tab="decision"),
        **telling_context(opened, task, form),
        letter=letter,
        letter_lines=list(tagged_lines(letter.text, letter.language)) if letter else [],
        letter_language=spoken_name(letter.language) if letter else "",
    )
    return page, status


@blueprint.post("/desk/cases/<reference>/tell")
@on_case(Act.WORK_CASE, TellingForm, refused=show)
def record(by: Actor, form: TellingForm, reference: str) -> str:
    """Record how the applicant was told; what was decided counts from then on."""
    record_telling(by, reference, form.telling, zone=settings().time_zone)
    return "decision.show"


@blueprint.post("/desk/cases/<reference>/tell/back")
@on_case(Act.MOVE_CASE, DeskForm, refused=show)
def take_back(by: Actor, _form: DeskForm, reference: str) -> str:
    """Take back a decision of which nobody has told the applicant."""
    tell_decision.take_back_decision(by, reference)
    return "decision.show"
