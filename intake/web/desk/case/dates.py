"""Say of a date of the case how it is known, or what came of it."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.case.update_date import close_date, prove_date
from intake.actions.opening.case_keys import Reader
from intake.diary.models import State
from intake.questionnaire.tidy import tidied
from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.app_context import today
from intake.web.desk.case import overview
from intake.web.desk.case.acting import act_on
from intake.web.desk.case.decision_forms import ProofForm

blueprint = Blueprint("dates", __name__)


@blueprint.post("/desk/cases/<reference>/dates/<entry_id>")
@staff(Act.WORK_CASE)
def change(reference: str, entry_id: str) -> ResponseReturnValue:
    """It was seen on paper, checked with the court, met, missed, or is not needed."""
    form = ProofForm(request.form)
    if form.amiss:
        form.problem = form.amiss
        return overview.page(reference, form), 422

    def do(me: Reader) -> None:
        version = form.seen_version
        if form.proven:
            prove_date(
                reference,
                me,
                entry_id,
                form.proven,
                version=version,
                today=today(),
                now=clock.now(),
            )
            return
        close_date(
            reference,
            me,
            entry_id,
            form.closed or State.DONE,
            tidied(form.why.data or "", lines=False),
            version=version,
            today=today(),
            now=clock.now(),
        )

    return act_on(reference, form, do, overview.page)
