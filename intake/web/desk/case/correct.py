"""Correct answers of a case: preview what changes, save it, undo it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Form

from intake import clock
from intake.actions.assessment.assess import assess_answers
from intake.actions.assessment.describe_case import card_of
from intake.actions.case.dates.correct_answers import (
    NothingToCorrect,
    correct_answers,
    preview_correction,
    ticks_by_question,
    undo_correction,
)
from intake.actions.case.dates.rewrite import Correction, Effect, Seen
from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Actor
from intake.audit.acts import AuditAct
from intake.diary.models import title_of
from intake.extensions import saving
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import questions_asked
from intake.questionnaire.questions import Visibility
from intake.sessions import store as sessions
from intake.staff.store import Act
from intake.triage.assess import Triage
from intake.triage.deadlines import Deadline
from intake.triage.plan import is_gone
from intake.web.access import ask_second_factor_again, signed_in, staff
from intake.web.answers import shown
from intake.web.app_context import law, practice, today
from intake.web.desk.case.case import show as case_page
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.restricted_page import load_case, unopened_page
from intake.web.desk.case.shown_dates import deadline_of
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.case_words import SOURCE, earlier_answers, priority_text
from intake.web.desk.common.fields import (
    CodeField,
    CodesField,
    DeskForm,
    EnumField,
    LineField,
    options_of,
)
from intake.web.desk.common.on_desk import explain
from intake.web.desk.common.reader import actor_of, current_reader, name_of
from intake.web.desk.common.words import OUTCOME, why_chip
from intake.web.filters import long_date, translated
from intake.web.questions.date_fields import DatesField
from intake.web.questions.doubts import doubts_to_ask
from intake.web.questions.forms import PageForm, form_of

blueprint = Blueprint("correct", __name__)

FOLDED = frozenset(
    id_ for id_, question in ASYLUM.questions.items() if question.visibility is not Visibility.OPEN
)
"""Questions whose answers the page of a case does not show at once."""

HIDDEN = frozenset(id_ for id_ in FOLDED if ASYLUM.questions[id_].visibility is Visibility.PRIVATE)
"""Questions of private answers: their fields need the second factor, and showing them is logged."""


class CorrectForm(DeskForm):
    """The questions, where their new answers come from, and the reason."""

    question = CodesField(tuple(ASYLUM.questions))
    seen = EnumField(Seen, "Choose where the new answer comes from.")
    why = LineField("Enter a short reason.")
    do = CodeField(("preview", "save"))

    @cached_property
    def asked(self) -> PageForm:
        """Return the fields of the questionnaire, as they were posted."""
        return _fields(self.question.data, Answers(), request.form)

    @property
    def answers(self) -> dict[str, Answer | None]:
        """Return the answers of a valid form; ``None`` takes one away."""
        return dict(self.asked.data)

    @property
    def is_private(self) -> bool:
        """Return true if an answer among these is private."""
        return not HIDDEN.isdisjoint(self.question.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each answer as the questionnaire does, and ask about one in doubt."""
        is_valid, is_answered = super().validate(extra_validators), Form.validate(self.asked)
        wrong = [error for field in self.asked for error in field.errors]
        wrong += [doubt.asks for doubt in doubts_to_ask(self.asked, Answers(), request.form)]
        self.problem = wrong[0] if wrong else ""
        return is_valid and is_answered and not wrong


def _fields(questions: Iterable[str], answers: Answers, posted: Any) -> PageForm:
    asked = tuple(ASYLUM.questions[id_] for id_ in questions)
    form = form_of(asked, answers, posted, today=today())
    for field in form:
        if isinstance(field, DatesField):
            field.extra = 1
    return form


@blueprint.get("/desk/cases/<reference>/correct")
@staff(Act.SCREEN_CASE)
def show(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the fields of the questions that the address names, or else all questions.

    A valid *form* gets its effect shown above them.
    """
    reader = current_reader()
    correct_form = form if isinstance(form, CorrectForm) else CorrectForm(request.args)
    if factor := _factor_for(correct_form):
        return factor
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    if correct_form.is_private:
        with saving():
            actor_of(reader).log(AuditAct.PRIVATE_OPENED, opened.case)
    if isinstance(form, CorrectForm):
        fields = form.asked
    else:
        fields = _fields(correct_form.question.data, opened.answers, None)
    effect, contradicted = None, opened.contradicted
    if isinstance(form, CorrectForm) and form.do.data and not (form.errors or form.problem):
        try:
            effect = preview_correction(
                opened, form.answers, law=law(), practice=practice(), today=today()
            )
        except NothingToCorrect as refusal:
            status = explain(refusal, form)
    page = render_template(
        "desk/case/correct.html",
        **frame_context(opened, reader, form, tab="case"),
        correct_form=correct_form,
        fields=fields,
        earlier={
            id_: earlier_answers(opened, ASYLUM.questions[id_], name_of) for id_ in fields.data
        },
        sections=[] if list(fields) else list(_listed(opened)),
        changed_since=[
            (id_, gettext(question.says))
            for id_, question in ASYLUM.questions.items()
            if id_ in contradicted
        ],
        effect=_shown_effect(opened, effect, fields.data) if effect else None,
        sources=options_of(SOURCE),
    )
    return page, status


def _factor_for(form: CorrectForm) -> ResponseReturnValue | None:
    """Return the page of the second factor if private answers ask for it anew."""
    session = signed_in().session
    if form.is_private and not sessions.is_fresh(session, now=clock.now()):
        return ask_second_factor_again(session.member_id)
    return None


def _preview(reference: str, form: CorrectForm) -> ResponseReturnValue | None:
    if factor := _factor_for(form):
        return factor
    if form.do.data == "save":
        return None
    is_fine = "more" in request.form or form.validate()
    return show(reference, form, 200 if is_fine else 422)


@blueprint.post("/desk/cases/<reference>/correct")
@on_case(Act.SCREEN_CASE, CorrectForm, refused=show, instead=_preview)
def correct(by: Actor, form: CorrectForm, reference: str) -> str:
    """Show what the corrected answers change; save them if the form says so."""
    correction = Correction(answers=form.answers, seen=form.seen.chosen, why=form.why.data)
    correct_answers(by, reference, correction, law=law(), practice=practice())
    return "case.show"


@blueprint.post("/desk/cases/<reference>/correct/undo")
@on_case(Act.SCREEN_CASE, DeskForm, refused=case_page)
def undo(by: Actor, _form: DeskForm, reference: str) -> str:
    """Undo the correction that the member just made."""
    undo_correction(by, reference, law=law(), practice=practice())
    return "case.show"


def _listed(opened: OpenedCase) -> Iterable[tuple[str, list[tuple[str, str, list[str]]]]]:
    """Yield each section with its questions that count, or that one more tick would ask.

    Answers that the case folds are not told.
    """
    counting = questions_asked(opened.answers, as_of=opened.as_of)
    counting |= ticks_by_question(opened.answers, opened.as_of).keys()
    for section in ASYLUM.sections:
        rows = [
            (question.id, gettext(question.says), _lines(question.id, opened.answers, FOLDED))
            for question in section.questions
            if question.id in counting
        ]
        if rows:
            yield gettext(section.title), rows


def _lines(question: str, answers: Mapping[str, Answer], hidden: Collection[str]) -> list[str]:
    """Return an answer in words; one that is hidden is not told."""
    if question not in answers:
        return [gettext("No answer")]
    if question in hidden:
        return [gettext("Private")]
    return shown(ASYLUM.questions[question], answers[question])


def _shown_effect(opened: OpenedCase, effect: Effect, asked: Collection[str]) -> dict[str, Any]:
    """Return the changes that corrected answers would make, in words; private ones if *asked*.

    ``rows`` are what is compared: a label, and its value before and after. ``passed`` are the days
    that the new answers show to be over: the case has no date for them. ``checked`` tells that the
    conflict check is made again.
    """
    before, after = effect.before, effect.after
    known = {(deadline.rule, deadline.act_by) for deadline in before.deadlines if deadline.passed}
    was, now = opened.answers, effect.answers
    moved = [id_ for id_ in ASYLUM.questions if was.get(id_) != now.get(id_)]
    hidden = HIDDEN.difference(asked)
    return {
        "rows": [
            *(
                (
                    gettext(ASYLUM.questions[id_].says),
                    " ".join(_lines(id_, was, hidden)),
                    " ".join(_lines(id_, now, hidden)),
                )
                for id_ in moved
            ),
            (gettext("Outcome"), _outcome(opened, was), _outcome(opened, now)),
            (gettext("Priority"), priority_text(before.tier), priority_text(after.tier)),
            (gettext("Act by or our review"), _day(before.act_by), _day(after.act_by)),
            (gettext("Start preparing"), _day(_plan_by(before)), _day(_plan_by(after))),
        ],
        "checked": card_of(now, after).compared != opened.card.compared,
        "added": [_shown_date(new, new.on, after) for new in effect.added],
        "replaced": [_shown_date(old, old.on, before) for old in effect.replaced],
        "waiting": [_shown_date(old, old.on, before) for old in effect.waiting],
        "passed": [
            _shown_date(deadline, deadline.act_by, after)
            for deadline in after.deadlines
            if deadline.passed and deadline.act_by and (deadline.rule, deadline.act_by) not in known
        ],
    }


def _outcome(opened: OpenedCase, answers: Answers) -> str:
    """Return in words whether the organization may help with these answers."""
    received = opened.case.received_on
    assessment = assess_answers(
        answers, law(), today=today(), received=received, practice=practice()
    )
    return gettext(OUTCOME[assessment.eligibility.outcome])


def _shown_date(row: Any, on: date, triage: Triage) -> dict[str, Any]:
    """Return a date that comes or goes: its kind, day and rule, the sentence and the authority.

    ``kind`` is empty for a deadline, which had passed when the request came in; ``gone`` marks a
    day that has gone by today.
    """
    deadline = deadline_of(row.rule, on, triage.deadlines)
    return {
        "kind": "" if isinstance(row, Deadline) else gettext(title_of(row.kind, row.set_by)),
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
