"""The rule tester: made-up answers, assessed on any day with every reason. Nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.assessment.assess import Assessment, assess_answers, what_would_change
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.staff.roles import Act
from intake.triage.deadlines import Deadline
from intake.web.access import signed_in, staff
from intake.web.app_context import practice
from intake.web.desk.common.changes import shown_changes
from intake.web.desk.common.triage_words import set_by_words, triage_words
from intake.web.desk.common.words import CERTAINTY, FLAG, OUTCOME
from intake.web.desk.law.bench_examples import EXAMPLES
from intake.web.desk.law.bench_form import Basis, BenchForm, offered_laws
from intake.web.desk.law.bench_picks import pick_sections, picked_answers, question_rows
from intake.web.desk.law.bench_vignettes import expectations
from intake.web.filters import long_date, translated

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
    changes = what_would_change(
        form.read, basis.law.book, practice=practice(), today=basis.today, received=basis.received
    )
    beside = _assessment(form.read, other) if other else None
    return _page(
        form,
        result_shown=_shown(assessment),
        expected=list(expectations(form.expect, assessment)),
        changes=shown_changes(changes),
        basis=basis,
        other=other,
        beside=_shown(beside) if beside else None,
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
        member=signed_in().member,
        form=form,
        examples=[(id_, gettext(example.label)) for id_, example in EXAMPLES.items()],
        questions=question_rows(),
        sections=list(pick_sections(picked)) if form.picked else [],
        **result,
    )


def _shown(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as the template shows it.

    Each deadline has its certainty, its flags, and id and question of its answers.
    """
    return {
        "assessment": assessment,
        **triage_words(assessment.triage),
        "outcome": gettext(OUTCOME[assessment.eligibility.outcome]),
        "deadlines": [
            (
                deadline,
                gettext(CERTAINTY[deadline.certainty]),
                [gettext(FLAG.get(flag, flag)) for flag in deadline.flags],
                [(id_, gettext(ASYLUM.questions[id_].says)) for id_ in deadline.reason.answers],
            )
            for deadline in assessment.triage.deadlines
        ],
    }


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
