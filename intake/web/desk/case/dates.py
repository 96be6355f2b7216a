"""One date of the diary: confirm how it is known, or close it."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from intake.actions.case.update_date import close_date, confirm_date
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.desk.case.case import case_page
from intake.web.desk.case.decision_forms import DateForm
from intake.web.desk.case.refusals import REFUSED, change_context, explain, url_after
from intake.web.desk.common.reader import current_reader

blueprint = Blueprint("dates", __name__)


@blueprint.post("/desk/cases/<reference>/dates/<entry_id>")
@staff(Act.SCREEN_CASE)
def change(reference: str, entry_id: str) -> ResponseReturnValue:
    """Record that a date was seen or checked, or that it was met, missed or is not needed."""
    form = DateForm(request.form)
    if not form.validate():
        return case_page(reference, form, 422)
    reader, context = current_reader(), change_context(form)
    try:
        with writing():
            next_url = url_after(reference, "case.show")
            if form.seen.data:
                confirm_date(reference, reader, entry_id, form.seen.data, **context)
            else:
                state = form.state.chosen
                close_date(reference, reader, entry_id, state, form.why.data, **context)
            db.session.commit()
    except REFUSED as refusal:
        return case_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)
