"""The form that offers times for a call, and what the page of messages shows of an offer."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext

from intake import clock
from intake.actions.case.open_case import OpenedCase
from intake.actions.slots.offer_slots import FEWEST, MOST
from intake.actions.slots.open_offer import Slot, open_offer, without_taken
from intake.cases.pipeline import Status
from intake.web.after_sending.time_words import slot_text
from intake.web.app_context import settings, today
from intake.web.desk.common.fields import LineField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.view import current_queue, query_of
from intake.words import N_

NEEDS_BOTH = N_("Enter a day and a time in each row that you use, and fill in at least two rows.")


class OfferForm(DeskForm):
    """Up to five days with their times, posted as ``on-0`` and ``at-0`` and so on, and a note."""

    note = LineField(id="offer-note")

    def process(self, formdata: Any = None, *args: Any, **options: Any) -> None:
        """Read the rows of days and times besides the fields."""
        super().process(formdata, *args, **options)
        posted = formdata or {}
        self.rows = [(posted.get(f"on-{n}", ""), posted.get(f"at-{n}", "")) for n in range(MOST)]

    def validate(self, *args: Any, **options: Any) -> bool:
        """Write what is wrong with the rows into ``problem``."""
        is_valid = super().validate(*args, **options)
        used = [row for row in self.rows if any(row)]
        if len(used) < FEWEST or not all(map(_is_slot, used)):
            self.problem = gettext(NEEDS_BOTH)
        return is_valid and not self.problem

    def slots(self) -> list[Slot]:
        """Return the times of a valid form."""
        return [Slot.from_text(" ".join(row)) for row in self.rows if any(row)]


def offer_context(opened: OpenedCase, form: DeskForm | None) -> dict[str, Any]:
    """Return what the page of messages shows of the times that are offered now."""
    case = opened.case
    here = {"reference": case.reference, **query_of(current_queue())}
    whole_offer = open_offer(opened.messages, case, zone=settings().time_zone, now=clock.now())
    offer = without_taken(whole_offer)
    return {
        "today": today(),
        "offer_form": form if isinstance(form, OfferForm) else OfferForm(),
        "offered": [slot_text(slot) for slot in offer.slots] if offer else [],
        "all_taken": whole_offer is not None and offer is None,
        "may_offer": case.stage not in (Status.CLOSED, Status.CALL_BOOKED),
        "offer_url": url_for("times.offer", **here),
        "withdraw_url": url_for("times.withdraw", **here),
    }


def _is_slot(row: tuple[str, str]) -> bool:
    try:
        Slot.from_text(" ".join(row))
    except ValueError:
        return False
    return True
