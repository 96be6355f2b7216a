"""The lawyer's bench: invented answers weighed on any day, with every reason. Nothing is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, StringField, ValidationError

from intake.actions.assessment.assess import Assessment, Change, assess_answers, what_would_change
from intake.amendments import store as amendments
from intake.amendments.approved import rows_of, tried
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.reading import UnreadableAnswer, read_answers
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import law, practice, today
from intake.web.desk.common.changes import told
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.words import CERTAINTY, FLAG, OUTCOME
from intake.web.desk.law.bench_examples import EXAMPLES, example_text
from intake.web.desk.law.bench_lines import NotAnswers, read_typed, what_may_be_typed

blueprint = Blueprint("bench", __name__)


class BenchForm(DeskForm):
    """Answers in lines or as JSON, the days to weigh on and received, a proposal to be tried."""

    answers = StringField()
    today = StringField()
    received = StringField()
    proposal = StringField()
    given: Answers

    @property
    def on(self) -> date:
        """The day to weigh on; this day where none was given."""
        return _day(self.today.data) or today()

    @property
    def received_on(self) -> date:
        """The day received; the day to weigh on where none was given."""
        return _day(self.received.data) or self.on

    def validate_answers(self, field: Field) -> None:
        """Answers that the questionnaire knows."""
        try:
            typed = read_typed(field.data or "")
            self.given = read_answers(ASYLUM, typed, today=self.received_on)
        except UnreadableAnswer as unreadable:
            raise ValidationError(
                gettext(
                    "%(question)s is no question, or its answer cannot be understood.",
                    question=unreadable.question_id[:64],
                )
            ) from None
        except NotAnswers:
            raise ValidationError(
                gettext("Write a question on each line, a colon, and its answer; each once.")
            ) from None

    def validate_today(self, field: Field) -> None:
        """A day, not before the day received."""
        if (field.data and _day(field.data) is None) or self.on < self.received_on:
            raise ValidationError(gettext("Give a day that is not before the day received."))

    def validate_received(self, field: Field) -> None:
        """A day, if any."""
        if field.data and _day(field.data) is None:
            raise ValidationError(gettext("Give the day on which the request came in."))

    def book(self) -> LawBook:
        """The law in force, or as it would be with a proposal that waits."""
        book = law()
        chosen = [one for one in amendments.waiting() if one.id == self.proposal.data]
        return tried(book, chosen[0]) if chosen else book


@blueprint.get("/desk/law/bench")
@staff(Act.SEE_LAW)
def show() -> ResponseReturnValue:
    """An empty bench."""
    return _page(BenchForm(data={"today": today().isoformat()}))


@blueprint.post("/desk/law/bench")
@staff(Act.SEE_LAW)
def weigh_answers() -> ResponseReturnValue:
    """An example laid on the bench, or what was typed weighed. What is typed is kept nowhere."""
    form = BenchForm(request.form)
    if (chosen := request.form.get("example", "")) in EXAMPLES:
        form.answers.data = example_text(chosen, received=form.received_on)
    if not form.validate():
        return _page(form), 422
    book, days = form.book(), {"today": form.on, "received": form.received_on}
    weighed = assess_answers(form.given, book, practice=practice(), **days)
    changes = what_would_change(form.given, book, practice=practice(), **days)
    return _page(form, **_found(weighed, changes))


def _page(form: BenchForm, **found: Any) -> str:
    return render_template(
        "desk/law/bench.html",
        member=signed_in().member,
        form=form,
        examples=[(id_, gettext(example.says)) for id_, example in EXAMPLES.items()],
        questions=what_may_be_typed(),
        proposals=[(one.id, row) for one in amendments.waiting() for row in rows_of(one)],
        **found,
    )


def _found(weighed: Assessment, changes: tuple[Change, ...]) -> dict[str, Any]:
    triage = weighed.triage
    return {
        "weighed": weighed,
        "outcome": gettext(OUTCOME[weighed.eligibility.outcome]),
        "deadlines": [
            (
                one,
                gettext(CERTAINTY[one.certainty]),
                [gettext(FLAG.get(flag, flag)) for flag in one.flags],
                [(id_, gettext(ASYLUM.questions[id_].says)) for id_ in one.reason.answers],
            )
            for one in triage.deadlines
        ],
        "changes": told(changes),
    }


def _day(said: str | None) -> date | None:
    try:
        day = date.fromisoformat(said or "")
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None
