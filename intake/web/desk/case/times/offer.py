"""Offer the applicant times for a call, or withdraw them."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from intake.actions.slots.offer_slots import offer_slots, withdraw_slots
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.app_context import settings
from intake.web.desk.calendar.offer_form import OfferForm
from intake.web.desk.case.messages import messages_page
from intake.web.desk.case.refusals import REFUSED, change_context, explain, url_after
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import current_reader

blueprint = Blueprint("times", __name__)


@blueprint.post("/desk/cases/<reference>/times")
@staff(Act.WORK_CASE)
def offer(reference: str) -> ResponseReturnValue:
    """Send times for a call to the applicant's mailbox."""
    form, reader = OfferForm(request.form), current_reader()
    if not form.validate():
        return messages_page(reference, form, 422)
    try:
        next_url = url_after(reference, "messages.show")
        with writing():
            zone, context = settings().time_zone, change_context(form)
            offer_slots(reference, reader, form.slots(), form.note.data, zone=zone, **context)
            db.session.commit()
    except REFUSED as refusal:
        return messages_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)


@blueprint.post("/desk/cases/<reference>/times/withdraw")
@staff(Act.WORK_CASE)
def withdraw(reference: str) -> ResponseReturnValue:
    """Withdraw the times that are offered."""
    form, reader = DeskForm(request.form), current_reader()
    try:
        next_url = url_after(reference, "messages.show")
        with writing():
            zone, context = settings().time_zone, change_context(form)
            withdraw_slots(reference, reader, zone=zone, **context)
            db.session.commit()
    except REFUSED as refusal:
        return messages_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)
