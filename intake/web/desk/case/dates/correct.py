"""Correct a date among the answers of a case: preview what changes, save it, undo it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.actions.case.dates.correct_date import (
    NothingToCorrect,
    correct_date,
    preview_correction,
    undo_correction,
)
from intake.actions.case.dates.effect import Effect
from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.actor import Actor
from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.app_context import law, practice, today
from intake.web.desk.case.case import case_page
from intake.web.desk.case.case_access import load_case, unopened_page
from intake.web.desk.case.dates.correct_form import CorrectForm
from intake.web.desk.case.dates.correct_page import correct_context
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.on_case import on_case
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.on_desk import explain
from intake.web.desk.common.reader import current_reader

blueprint = Blueprint("correct", __name__)


def _page(
    reference: str, form: CorrectForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Return the page with the dates. A valid *form* gets its effect shown above them."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    effect, status = _effect(opened, form, status)
    page = render_template(
        "desk/case/correct_dates.html",
        **frame_context(opened, reader, form, tab="case"),
        **correct_context(opened, form, effect),
    )
    return page, status


def _effect(opened: OpenedCase, form: CorrectForm | None, status: int) -> tuple[Effect | None, int]:
    """Return the effect of a valid form, or write what is wrong with it; and the status."""
    if form is None or form.errors or form.problem:
        return None, status
    question = form.question.data or ""
    try:
        effect = preview_correction(
            opened, question, form.answer, law=law(), practice=practice(), today=today()
        )
    except NothingToCorrect as refusal:
        return None, explain(refusal, form)
    return effect, status


@blueprint.get("/desk/cases/<reference>/dates/correct")
@staff(Act.SCREEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Show each date that the answers hold or ask for, with the form that corrects it."""
    return _page(reference)


def _preview(reference: str, form: CorrectForm) -> ResponseReturnValue | None:
    if not form.previews:
        return None
    return _page(reference, form, 200 if form.validate() else 422)


@blueprint.post("/desk/cases/<reference>/dates/correct")
@on_case(Act.SCREEN_CASE, CorrectForm, refused=_page, instead=_preview)
def correct(by: Actor, form: CorrectForm, reference: str) -> str:
    """Show what the corrected date changes; save it if the form says so."""
    correct_date(by, reference, form.correction(), law=law(), practice=practice())
    return "case.show"


@blueprint.post("/desk/cases/<reference>/dates/correct/undo")
@on_case(Act.SCREEN_CASE, DeskForm, refused=case_page)
def undo(by: Actor, _form: DeskForm, reference: str) -> str:
    """Undo the correction that the member just made."""
    undo_correction(by, reference, law=law(), practice=practice())
    return "case.show"
