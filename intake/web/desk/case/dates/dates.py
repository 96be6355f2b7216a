"""Dates of a case: confirm how one is known, close or reopen it, book a call or cancel it."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from intake.actions.case import book_call as calls
from intake.actions.case.dates.update_date import close_date, confirm_date, reopen_date
from intake.actions.opening.actor import Actor
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.desk.case.case import case_page
from intake.web.desk.case.decision_forms import BookCallForm, DateForm
from intake.web.desk.case.on_case import on_case
from intake.web.desk.case.refusals import REFUSED, change_context, explain, url_after
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import current_reader

blueprint = Blueprint("dates", __name__)


@blueprint.post("/desk/cases/<reference>/dates/<entry_id>")
@staff(Act.SCREEN_CASE)
def change(reference: str, entry_id: str) -> ResponseReturnValue:
    """Record that a date was seen or checked, or that it was met, missed or is not needed."""
    form = DateForm(request.form).of_date(entry_id)
    if not form.validate():
        return case_page(reference, form, 422)
    reader, context = current_reader(), change_context(form)
    try:
        next_url = url_after(reference, "case.show")
        with writing():
            if form.seen.data:
                confirm_date(reference, reader, entry_id, form.seen.data, **context)
            else:
                state = form.state.chosen
                close_date(reference, reader, entry_id, state, form.why.data, **context)
            db.session.commit()
    except REFUSED as refusal:
        return case_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


@blueprint.post("/desk/cases/<reference>/dates/<entry_id>/reopen")
@staff(Act.SCREEN_CASE)
def reopen(reference: str, entry_id: str) -> ResponseReturnValue:
    """Open a date again that was closed by mistake."""
    form, reader = DeskForm(request.form), current_reader()
    try:
        next_url = url_after(reference, "case.show")
        with writing():
            reopen_date(reference, reader, entry_id, **change_context(form))
            db.session.commit()
    except REFUSED as refusal:
        return case_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


@blueprint.post("/desk/cases/<reference>/call")
@on_case(Act.WORK_CASE, BookCallForm, refused=case_page)
def book_call(by: Actor, form: BookCallForm, reference: str) -> str:
    """Book a call with the applicant."""
    calls.book_call(by, reference, form.call())
    return "case.show"


@blueprint.post("/desk/cases/<reference>/call/cancel")
@on_case(Act.WORK_CASE, DeskForm, refused=case_page)
def cancel_call(by: Actor, _form: DeskForm, reference: str) -> str:
    """Cancel the booked call."""
    calls.cancel_call(by, reference)
    return "case.show"
