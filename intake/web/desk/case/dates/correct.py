"""Correct a date among the answers of a case: preview what changes, save it, undo it."""

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.case.dates.correct_date import (
    DATES,
    CorrectableDate,
    NothingToCorrect,
    correct_date,
    correctable_dates,
    preview_correction,
    undo_correction,
)
from intake.actions.case.dates.rewrite import Correction, Effect, Seen
from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Actor
from intake.diary.models import Kind
from intake.questionnaire.dates import NOT_SURE, SaidDate, on
from intake.questionnaire.limits import problem_with
from intake.staff.store import Act
from intake.triage.assess import Triage
from intake.triage.deadlines import Deadline
from intake.triage.plan import is_gone
from intake.web.access import staff
from intake.web.answers import date_lines
from intake.web.app_context import law, practice, today
from intake.web.desk.case.case import show as case_page
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.restricted_page import load_case, unopened_page
from intake.web.desk.case.shown_dates import deadline_of
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.case_words import SOURCE, earlier_answers, priority_text
from intake.web.desk.common.fields import (
    CodeField,
    DayField,
    DeskForm,
    EnumField,
    FlagField,
    LineField,
    filled,
    options_of,
)
from intake.web.desk.common.on_desk import explain
from intake.web.desk.common.reader import current_reader, name_of
from intake.web.desk.common.words import why_chip
from intake.web.filters import long_date, translated

blueprint = Blueprint("correct", __name__)


QUESTIONS = {question.id: question for question in DATES}
"""The questions that ask for one date, by id."""


class CorrectForm(DeskForm):
    """The question, its new date or that it is not known, where it comes from, and the reason."""

    question = CodeField(tuple(QUESTIONS), "Choose the date to correct.")
    on = DayField(years=range(MINYEAR, MAXYEAR + 1))  # the question has limits of its own
    unknown = FlagField()
    seen = EnumField(Seen, "Choose where the new date comes from.")
    why = LineField("Enter a short reason.")
    do = CodeField(("preview", "save"))

    @property
    def answer(self) -> SaidDate:
        """Return the new answer of a valid form."""
        return on(self.on.data) if self.on.data else NOT_SURE

    def validate_on(self, field: Field) -> None:
        """Refuse no date, one beyond the limits of the question, and one beside the tick."""
        if self.unknown.data and self.on.typed:
            raise ValidationError(gettext("Enter a date or check the box, not both."))
        if self.unknown.data:
            return
        if field.data is None:
            raise ValidationError(
                gettext("Enter the new date, or check the box if it is not known.")
            )
        question = QUESTIONS.get(self.question.data)
        problem = problem_with(question, on(field.data), today=today()) if question else None
        if problem is not None:
            raise ValidationError(translated(problem))


@blueprint.get("/desk/cases/<reference>/dates/correct")
@staff(Act.SCREEN_CASE)
def show(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show each date that the answers hold or ask for, with the form that corrects it.

    A valid *form* gets its effect shown above them.
    """
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    correct_form, effect = filled(form, CorrectForm), None
    if form and not (form.errors or form.problem):
        try:
            effect = preview_correction(
                opened,
                correct_form.question.data,
                correct_form.answer,
                law=law(),
                practice=practice(),
                today=today(),
            )
        except NothingToCorrect as refusal:
            status = explain(refusal, form)
    asked = correct_form.question.data
    dates = correctable_dates(
        opened.answers, law(), as_of=opened.as_of, received=opened.case.received_on
    )
    page = render_template(
        "desk/case/correct_dates.html",
        **frame_context(opened, reader, form, tab="case"),
        asked_for=[_shown(row, opened, asked) for row in dates if not row.tick],
        others=[_shown(row, opened, asked) for row in dates if row.tick],
        correct_form=correct_form,
        asked=asked,
        effect=_shown_effect(dates, correct_form, effect) if effect else None,
        sources=options_of({code: SOURCE[code] for code in SOURCE if code is not Seen.LOCATOR}),
    )
    return page, status


def _preview(reference: str, form: CorrectForm) -> ResponseReturnValue | None:
    if form.do.data == "save":
        return None
    return show(reference, form, 200 if form.validate() else 422)


@blueprint.post("/desk/cases/<reference>/dates/correct")
@on_case(Act.SCREEN_CASE, CorrectForm, refused=show, instead=_preview)
def correct(by: Actor, form: CorrectForm, reference: str) -> str:
    """Show what the corrected date changes; save it if the form says so."""
    correction = Correction(
        question=form.question.data,
        answer=form.answer,
        seen=form.seen.chosen,
        why=form.why.data,
    )
    correct_date(by, reference, correction, law=law(), practice=practice())
    return "case.show"


@blueprint.post("/desk/cases/<reference>/dates/correct/undo")
@on_case(Act.SCREEN_CASE, DeskForm, refused=case_page)
def undo(by: Actor, _form: DeskForm, reference: str) -> str:
    """Undo the correction that the member just made."""
    undo_correction(by, reference, law=law(), practice=practice())
    return "case.show"


def _shown(row: CorrectableDate, opened: OpenedCase, asked: str) -> dict[str, Any]:
    return {
        "id": row.question.id,
        "label": gettext(row.question.says),
        "lines": _lines(row.answer),
        "earlier": earlier_answers(opened, row.question, name_of),
        "is_known": row.answer is not None and row.answer.known,
        "is_open": row.question.id == asked,
    }


def _lines(answer: SaidDate | None) -> list[str]:
    return [gettext("No answer")] if answer is None else date_lines(answer)


def _shown_effect(
    dates: Sequence[CorrectableDate], form: CorrectForm, effect: Effect
) -> dict[str, Any]:
    """Return the changes that a corrected date would make, in words.

    ``rows`` are what is compared: a label, and its value before and after. ``passed`` are the days
    that the new answer shows to be over: the case has no date for them.
    """
    row = next(row for row in dates if row.question.id == form.question.data)
    before, after = effect.before, effect.after
    known = {(deadline.rule, deadline.act_by) for deadline in before.deadlines if deadline.passed}
    return {
        "label": gettext(row.question.says),
        "rows": [
            (gettext("Answer"), " ".join(_lines(row.answer)), " ".join(_lines(form.answer))),
            (gettext("Priority"), priority_text(before.tier), priority_text(after.tier)),
            (gettext("Act by"), _day(before.act_by), _day(after.act_by)),
            (gettext("Start preparing"), _day(_plan_by(before)), _day(_plan_by(after))),
        ],
        "added": [_shown_date(new, new.on, after) for new in effect.added],
        "replaced": [_shown_date(old, old.on, before) for old in effect.replaced],
        "waiting": [_shown_date(old, old.on, before) for old in effect.waiting],
        "passed": [
            _shown_date(deadline, deadline.act_by, after)
            for deadline in after.deadlines
            if deadline.passed and deadline.act_by and (deadline.rule, deadline.act_by) not in known
        ],
    }


def _shown_date(row: Any, on: date, triage: Triage) -> dict[str, Any]:
    """Return a date that comes or goes: its kind, day and rule, the sentence and the authority.

    ``kind`` is empty for a deadline, which had passed when the request came in; ``gone`` marks a
    day that has gone by today.
    """
    deadline = deadline_of(row.rule, on, triage.deadlines)
    return {
        "kind": "" if isinstance(row, Deadline) else gettext(Kind(row.kind).says),
        "on": on,
        "gone": deadline is not None and is_gone(deadline, today()),
        "why": why_chip(row.rule) if row.rule else None,
        "says": translated(deadline.reason.says.for_staff()) if deadline else "",
        "authority": deadline.reason.authority if deadline else "",
    }


def _plan_by(triage: Triage) -> date | None:
    """Return the first day to prepare that is still to come."""
    days = [deadline.plan_by for deadline in triage.deadlines if deadline.plan_by]
    return min((day for day in days if day >= today()), default=None)


def _day(day: date | None) -> str:
    return long_date(day) if day else gettext("None")
