"""The rule tester: made-up answers, assessed on any day with every reason. Nothing is stored."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, StringField, ValidationError

from intake.actions.assessment.assess import (
    Assessment,
    Change,
    assess_answers,
    what_would_change,
)
from intake.amendments import store as amendments
from intake.amendments.approved import parameters_of, with_amendment
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.so_far import with_older_ids
from intake.questionnaire.reading import UnreadableAnswer, read_answers
from intake.staff.roles import Act
from intake.triage.deadlines import Deadline
from intake.web.access import signed_in, staff
from intake.web.app_context import law, practice, today
from intake.web.desk.common.changes import shown_changes
from intake.web.desk.common.fields import DayField, RowIdField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.triage_words import triage_words
from intake.web.desk.common.words import CERTAINTY, FLAG, OUTCOME
from intake.web.desk.law.bench_examples import EXAMPLES, example_text
from intake.web.desk.law.bench_lines import (
    InvalidLines,
    question_rows,
    read_typed_answers,
)

blueprint = Blueprint("bench", __name__)

YEARS = range(1990, 2101)
"""Years of days on which answers can be assessed."""


class BenchForm(DeskForm):
    """Answers in lines or as JSON, the day of assessment and of receipt, and a proposal to try."""

    answers = StringField()
    today = DayField(years=YEARS)
    received = DayField(years=YEARS)
    proposal = RowIdField()
    read: Answers

    @property
    def on(self) -> date:
        """Return the day of assessment: today if none was given."""
        return self.today.data or today()

    @property
    def received_on(self) -> date:
        """Return the day received: the day of assessment if none was given."""
        return self.received.data or self.on

    def validate_answers(self, field: Field) -> None:
        """Read the answers into ``read``. Refuse unknown questions and invalid answers."""
        try:
            typed = read_typed_answers(field.data or "")
            self.read = with_older_ids(read_answers(ASYLUM, typed, today=self.received_on))
        except UnreadableAnswer as unreadable:
            raise ValidationError(
                gettext(
                    "%(question)s is no question, or its answer cannot be understood.",
                    question=unreadable.question_id[:64],
                )
            ) from None
        except InvalidLines:
            raise ValidationError(
                gettext("Write a question on each line, a colon, and its answer; each once.")
            ) from None

    def validate_today(self, field: DayField) -> None:
        """Refuse what is no day, and a day before the day received."""
        if field.is_unreadable or self.on < self.received_on:
            raise ValidationError(gettext("Give a day that is not before the day received."))

    def validate_received(self, field: DayField) -> None:
        """Refuse what is no day."""
        if field.is_unreadable:
            raise ValidationError(gettext("Give the day on which the request came in."))

    def book(self) -> LawBook:
        """Return the law in force, or as it would be with the proposal chosen."""
        book = law()
        chosen = [row for row in amendments.pending() if row.id == self.proposal.data]
        return with_amendment(book, chosen[0]) if chosen else book


@blueprint.get("/desk/law/bench")
@staff(Act.SEE_LAW)
def show() -> ResponseReturnValue:
    """Show an empty form."""
    return _page(BenchForm(data={"today": today()}))


@blueprint.post("/desk/law/bench")
@staff(Act.SEE_LAW)
def assess() -> ResponseReturnValue:
    """Assess the answers that were typed, or those of an example."""
    form = BenchForm(request.form)
    if (example := request.form.get("example", "")) in EXAMPLES:
        form.answers.data = example_text(example, received=form.received_on)
    if not form.validate():
        return _page(form), 422
    book = form.book()
    assessment = assess_answers(
        form.read, book, practice=practice(), today=form.on, received=form.received_on
    )
    changes = what_would_change(
        form.read, book, practice=practice(), today=form.on, received=form.received_on
    )
    return _page(form, **_result_context(assessment, changes))


def _page(form: BenchForm, **result: Any) -> str:
    return render_template(
        "desk/law/bench.html",
        member=signed_in().member,
        form=form,
        examples=[(id_, gettext(example.label)) for id_, example in EXAMPLES.items()],
        questions=question_rows(),
        proposals=[
            (amendment.id, row)
            for amendment in amendments.pending()
            for row in parameters_of(amendment)
        ],
        **result,
    )


def _result_context(assessment: Assessment, changes: tuple[Change, ...]) -> dict[str, Any]:
    return {
        "assessment": assessment,
        **triage_words(assessment.triage),
        "outcome": gettext(OUTCOME[assessment.eligibility.outcome]),
        "deadlines": [_deadline_row(deadline) for deadline in assessment.triage.deadlines],
        "changes": shown_changes(changes),
    }


def _deadline_row(
    deadline: Deadline,
) -> tuple[Deadline, str, list[str], list[tuple[str, str]]]:
    """Return a deadline with its certainty, its flags, and id and question of its answers."""
    return (
        deadline,
        gettext(CERTAINTY[deadline.certainty]),
        [gettext(FLAG.get(flag, flag)) for flag in deadline.flags],
        [(id_, gettext(ASYLUM.questions[id_].says)) for id_ in deadline.reason.answers],
    )
