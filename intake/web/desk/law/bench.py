"""The rule tester: made-up answers, assessed on any day with every reason. Nothing is stored."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, ValidationError

from intake.actions.assessment.assess import Assessment, assess_answers, what_would_change
from intake.actions.law.publish import waiting
from intake.amendments.approved import amended, parameters_of, with_amendment, without_amendment
from intake.frozen import frozen
from intake.law.book import LawBook, shipped
from intake.questionnaire.answers import Answers, codes_text
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.opened import with_older_ids
from intake.questionnaire.reading import UnreadableAnswer, read_answers
from intake.staff.store import Act
from intake.triage.deadlines import Deadline
from intake.web.access import installation, staff
from intake.web.app_context import law, practice, today
from intake.web.desk.common.case_words import set_by_words, triage_words
from intake.web.desk.common.fields import CodeField, DayField, DeskForm, LineField, WordsField
from intake.web.desk.common.rows import shown_changes
from intake.web.desk.common.words import CERTAINTY, FLAG, OUTCOME
from intake.web.desk.law.bench_picks import (
    EXAMPLES,
    LONGEST,
    InvalidLines,
    example_text,
    expectations,
    pick_sections,
    picked_answers,
    read_typed_answers,
    read_vignette,
    typed_text,
)
from intake.web.filters import long_date, translated
from intake.words import N_

blueprint = Blueprint("bench", __name__)


@blueprint.get("/desk/law/bench")
@staff(Act.SEE_LAW)
def show() -> ResponseReturnValue:
    """Show an empty form."""
    return _page(BenchForm.empty(offered_laws()))


@blueprint.post("/desk/law/bench")
@staff(Act.SEE_LAW)
def assess() -> ResponseReturnValue:
    """Assess the answers that were typed or picked, or those of an example.

    ``switch`` shows them the other way, to be changed there.
    """
    form = BenchForm.of(request.form, offered_laws())
    if not form.validate():
        return _page(form), 422
    if switch := form.switch.data:
        form.picked = switch == "picks"
        return _page(form)
    basis, other = form.basis(), form.other_basis()
    assessment = _assessment(form.read, basis)
    beside = _assessment(form.read, other) if other else None
    changes = what_would_change(
        form.read, basis.law.book, practice=practice(), today=basis.today, received=basis.received
    )
    return _page(
        form,
        assessment=assessment,
        expected=list(expectations(form.expect, assessment)),
        changes=list(shown_changes(changes)),
        basis=basis,
        other=other,
        beside=beside,
        rows=list(compared(assessment, beside)) if beside else [],
    )


def _assessment(answers: Answers, basis: Basis) -> Assessment:
    return assess_answers(
        answers, basis.law.book, practice=practice(), today=basis.today, received=basis.received
    )


def _page(form: BenchForm, **result: Any) -> str:
    picked = picked_answers(form.posted) if form.errors else form.read.to_json()
    return render_template(
        "desk/law/bench.html",
        form=form,
        examples=EXAMPLES,
        questions=ASYLUM.questions,
        codes_text=codes_text,
        sections=list(pick_sections(picked)) if form.picked else [],
        triage_words=triage_words,
        outcomes=OUTCOME,
        certainties=CERTAINTY,
        flags=FLAG,
        **result,
    )


Lines = tuple[str, ...]
"""A cell of the comparison."""


def compared(first: Assessment, second: Assessment) -> Iterator[tuple[str, Lines, Lines, str]]:
    """Yield words, both cells and the rule of each row of the comparison.

    First come the totals, which have no rule, and then each deadline of either, in the order of the
    rules' numbers.
    """
    totals = _totals(second)
    for says, lines in _totals(first).items():
        yield says, lines, totals[says], ""
    before, after = _by_rule(first), _by_rule(second)
    for rule in sorted({*before, *after}):
        for one, other in zip_longest(before.get(rule, []), after.get(rule, [])):
            yield rule, _lines(one), _lines(other), rule


def _totals(assessment: Assessment) -> dict[str, Lines]:
    triage = assessment.triage
    act_by = long_date(triage.act_by) if triage.act_by else gettext("No date")
    return {
        gettext("Outcome"): (gettext(OUTCOME[assessment.eligibility.outcome]),),
        gettext("Priority"): (triage.tier.value,),
        gettext("Act by"): (act_by,),
        gettext("Review by"): (long_date(triage.look_by),),
        gettext("Due"): (long_date(triage.due_on),),
        gettext("Proceedings"): tuple(triage_words(triage)["proceedings"]),
    }


def _by_rule(assessment: Assessment) -> dict[str, list[Deadline]]:
    """Return the deadlines of each rule, in an order that two assessments share.

    R04's hearing comes before its filing day, and children by their birthdays.
    """
    by_rule: dict[str, list[Deadline]] = defaultdict(list)
    for deadline in sorted(
        assessment.triage.deadlines, key=lambda row: (row.counts, str(row.act_by))
    ):
        by_rule[deadline.rule].append(deadline)
    return by_rule


def _lines(deadline: Deadline | None) -> Lines:
    """Return the deadline in words; nothing where the rule is silent."""
    if deadline is None:
        return ()
    act_by = long_date(deadline.act_by) if deadline.act_by else gettext("No date")
    return (
        f"{deadline.tier.value} · {act_by}",
        *((gettext("Passed"),) if deadline.passed else ()),
        set_by_words()[deadline.set_by],
        translated(deadline.reason.says.for_staff()),
        translated(deadline.do.for_staff()),
    )


CURRENT = "current"
RELEASED = "released"


@frozen
class OfferedLaw:
    """A law book with the code and the words under which the rule tester offers it."""

    code: str
    says: str
    book: LawBook


def offered_laws() -> list[OfferedLaw]:
    """Return the law in force first, then the release, proposals, and changes approved here.

    A proposal is laid over the law in force; an approved change is taken out of it. Older law is
    in each book: rows hold from one day until another, and the day received chooses.
    """
    book = law()
    laws = [OfferedLaw(code=CURRENT, says=gettext("Current law"), book=book)]
    if book is not shipped():
        says = gettext("As released, without changes made here")
        laws.append(OfferedLaw(code=RELEASED, says=says, book=shipped()))
    for amendment in waiting(installation(), "amendment"):
        for row in parameters_of(amendment):
            says = gettext(
                "If this change is approved: %(what)s, from %(day)s",
                what=row.what,
                day=long_date(row.from_day),
            )
            tried = with_amendment(book, amendment)
            laws.append(OfferedLaw(code=amendment.id, says=says, book=tried))
    for row, amendment in amended().items():
        says = gettext(
            "Without this change: %(what)s, from %(day)s",
            what=row.what,
            day=long_date(row.from_day),
        )
        without = without_amendment(amendment)
        laws.append(OfferedLaw(code=amendment.id, says=says, book=without))
    return laws


YEARS = range(1990, 2101)
"""Years of days on which answers can be assessed."""

NOT_AN_ANSWER = N_("%(question)s is not a question ID, or its answer is not valid.")
BEFORE_RECEIVED = N_("Enter a date on or after the date received.")


@frozen
class Basis:
    """The day of assessment, the day received, and the law of one assessment."""

    today: date
    received: date
    law: OfferedLaw


class BenchForm(DeskForm):
    """Answers in lines or as JSON, a day of assessment and of receipt, a law; and others beside.

    Whichever way the answers came, they stand in ``answers`` afterwards; ``picked`` tells that
    the page offers lists to pick from. ``expect`` is what a vignette expects.
    """

    laws: list[OfferedLaw]
    expect: object = None
    picked: bool = False
    posted: MultiDict[str, str] = MultiDict()
    read: Answers = Answers()
    switch = CodeField(("picks", "text"))
    answers = WordsField(longest=LONGEST)
    today = DayField(years=YEARS)
    received = DayField(years=YEARS)
    law = LineField()
    other_today = DayField(years=YEARS)
    other_received = DayField(years=YEARS)
    other_law = LineField()

    @classmethod
    def of(cls, posted: MultiDict[str, str], laws: list[OfferedLaw]) -> BenchForm:
        """Return the form as it was posted: with typed or picked answers, or with an example."""
        fields = MultiDict(posted)
        vignette = read_vignette(fields.get("answers", "")) or {}
        picked = fields.get("by") == "picks"
        if picked:
            fields["answers"] = typed_text(picked_answers(posted))
        elif vignette:
            fields["answers"] = json.dumps(vignette["answers"], ensure_ascii=False, indent=1)
            fields["received"] = str(vignette.get("received", ""))
            fields["today"] = str(vignette.get("today", fields["received"]))
        form = cls(fields)
        form.laws, form.expect = laws, vignette.get("expect")
        form.picked, form.posted = picked, posted
        if (example := fields.get("example", "")) in EXAMPLES:
            form.answers.data = example_text(example, received=form.basis().received)
        return form

    @classmethod
    def empty(cls, laws: list[OfferedLaw]) -> BenchForm:
        """Return the form as it is offered."""
        form = cls(data={"today": today()})
        form.laws = laws
        return form

    def basis(self) -> Basis:
        """Return the days and the law to assess by: today and current law if none was given."""
        on = self.today.data or today()
        return Basis(today=on, received=self.received.data or on, law=self._law(self.law.data))

    def other_basis(self) -> Basis | None:
        """Return the days and the law to compare with; what was not given is as in the first."""
        fields = (self.other_today.data, self.other_received.data, self.other_law.data)
        if not any(fields):
            return None
        first = self.basis()
        received = self.other_received.data or first.received
        on = self.other_today.data or max(first.today, received)
        law = self._law(self.other_law.data) if self.other_law.data else first.law
        return Basis(today=on, received=received, law=law)

    def validate_answers(self, field: Field) -> None:
        """Read the answers into ``read``. Refuse unknown questions and invalid answers."""
        try:
            typed = read_typed_answers(field.data)
            received = self.basis().received
            self.read = with_older_ids(read_answers(typed, today=received))
        except UnreadableAnswer as unreadable:
            raise ValidationError(
                gettext(NOT_AN_ANSWER, question=unreadable.question_id[:64])
            ) from None
        except InvalidLines:
            raise ValidationError(
                gettext(
                    "Enter one question per line, then a colon and the answer."
                    " Use each question once."
                )
            ) from None

    def validate_today(self, field: DayField) -> None:
        """Refuse what is no day, and a day before the day received."""
        basis = self.basis()
        if field.is_unreadable or basis.today < basis.received:
            raise ValidationError(gettext(BEFORE_RECEIVED))

    def validate_received(self, field: DayField) -> None:
        """Refuse what is no day."""
        if field.is_unreadable:
            raise ValidationError(gettext("Enter the date the request was received."))

    def validate_law(self, field: Field) -> None:
        """Refuse a law that is not offered."""
        if field.data and field.data not in {law.code for law in self.laws}:
            raise ValidationError(gettext("Choose a law from the list."))

    validate_other_law = validate_law

    def validate_other_today(self, field: DayField) -> None:
        """Refuse what is no day, and a day before the other day received."""
        other = self.other_basis()
        if field.is_unreadable or (other and other.today < other.received):
            raise ValidationError(gettext(BEFORE_RECEIVED))

    def validate_other_received(self, field: DayField) -> None:
        """Refuse what is no day, and a day on which the answers could not have been given."""
        self.validate_received(field)
        if field.data is None:
            return
        try:
            read_answers(self.read.to_json(), today=field.data)
        except UnreadableAnswer as unreadable:
            raise ValidationError(gettext(NOT_AN_ANSWER, question=unreadable.question_id)) from None

    def _law(self, code: str | None) -> OfferedLaw:
        return next((law for law in self.laws if law.code == code), self.laws[0])
