"""The rule tester: made-up answers, assessed on any day with every reason. Nothing is stored."""

from __future__ import annotations

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
from intake.web.desk.common.triage_words import triage_words
from intake.web.desk.common.words import CERTAINTY, FLAG, OUTCOME
from intake.web.desk.law.bench_compare import compared
from intake.web.desk.law.bench_examples import EXAMPLES
from intake.web.desk.law.bench_form import Basis, BenchForm
from intake.web.desk.law.bench_laws import offered_laws
from intake.web.desk.law.bench_lines import question_rows
from intake.web.desk.law.bench_picks import pick_sections, picked_answers
from intake.web.desk.law.bench_vignettes import expectations

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
        form.read, basis.book, practice=practice(), today=basis.today, received=basis.received
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
        rows=compared(assessment, beside) if beside else [],
    )


def _assessment(answers: Answers, basis: Basis) -> Assessment:
    return assess_answers(
        answers, basis.book, practice=practice(), today=basis.today, received=basis.received
    )


def _page(form: BenchForm, **result: Any) -> str:
    picked = picked_answers(form.posted) if form.errors else form.read.to_json()
    return render_template(
        "desk/law/bench.html",
        member=signed_in().member,
        form=form,
        examples=[(id_, gettext(example.label)) for id_, example in EXAMPLES.items()],
        questions=question_rows(),
        sections=pick_sections(picked) if form.picked else [],
        **result,
    )


def _shown(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as the template shows it."""
    return {
        "assessment": assessment,
        **triage_words(assessment.triage),
        "outcome": gettext(OUTCOME[assessment.eligibility.outcome]),
        "deadlines": [_deadline_row(deadline) for deadline in assessment.triage.deadlines],
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
