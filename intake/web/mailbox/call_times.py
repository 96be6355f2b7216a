"""Choose one of the times for a call that a member offered."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.application.answer_later import OwnCase
from intake.actions.application.write_to_staff import has_too_many_unread
from intake.actions.slots.choose_slot import SlotGone, choose_slot, has_chosen, own_offer
from intake.actions.slots.open_offer import Slot
from intake.extensions import db, writing
from intake.requests.applicant_access import set_typed_form
from intake.web.access import applicant
from intake.web.after_sending.time_words import slot_text
from intake.web.app_context import settings, today
from intake.web.mailbox.own_row import own_case
from intake.web.mailbox.thread import TOO_MANY_MESSAGES
from intake.web.questions.typed_forms import see_again, typed_at

blueprint = Blueprint("call_times", __name__)


@blueprint.get("/<lang>/mailbox/time")
@applicant
def show() -> ResponseReturnValue:
    """Show the times that may still be chosen."""
    own = own_case()
    typed = typed_at(own.request, url_for("call_times.show"))
    problem = _problem(own, typed.fields.get("slot", "")) if typed else ""
    return _page(own, problem), 422 if problem else 200


@blueprint.post("/<lang>/mailbox/time")
@applicant
def choose() -> ResponseReturnValue:
    """Book the call. Redirect to the page, which says what is wrong, if the form is refused."""
    with writing():
        own = own_case(to_change=True)
        slot = _slot_in(request.form.get("slot", ""))
        if slot and _is_booked(own, slot):
            set_typed_form(own.request, None)
            db.session.commit()
            return redirect(url_for("mailbox.show"), 303)
    return see_again(own.request, url_for("call_times.show"))


def _is_booked(own: OwnCase, slot: Slot) -> bool:
    """Book the call, unless an earlier press did; return false if this time is no longer open."""
    now = clock.now()
    if has_chosen(own, slot, now=now):
        return True
    if has_too_many_unread(own, now=now):
        return False
    try:
        choose_slot(own, slot, zone=settings().time_zone, today=today(), now=now)
    except SlotGone:
        return False
    return True


def _slot_in(text: str) -> Slot | None:
    try:
        return Slot.from_text(text)
    except ValueError:
        return None


def _problem(own: OwnCase, typed: str) -> str:
    """Return what is wrong with the choice that was posted."""
    if not typed:
        return gettext("Choose one of the times.")
    if has_too_many_unread(own, now=clock.now()):
        return gettext(TOO_MANY_MESSAGES)
    if own_offer(own, zone=settings().time_zone, now=clock.now()):
        return gettext("This time is no longer open. Please choose another.")
    return gettext("This time is no longer open.")


def _page(own: OwnCase, problem: str) -> str:
    offer = own_offer(own, zone=settings().time_zone, now=clock.now())
    return render_template(
        "mailbox/call_times.html",
        slots=[(slot.to_text(), slot_text(slot)) for slot in offer.slots] if offer else [],
        note=offer.note if offer else "",
        problem=problem,
        action=url_for("call_times.choose"),
        back_url=url_for("mailbox.show"),
    )
