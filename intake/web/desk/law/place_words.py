"""Words of the page about referral contacts: kinds, needs, prices, ways and fields."""

from __future__ import annotations

from collections.abc import Mapping

from intake.referrals.place import Kind, Need, Price
from intake.words import N_

KIND: Mapping[Kind, str] = {
    Kind.SAFETY: N_("Safety"),
    Kind.DETENTION: N_("Detention"),
    Kind.COURT: N_("Courts and offices"),
    Kind.LAWYER: N_("Lawyers"),
    Kind.LEARN: N_("Information"),
    Kind.CHEATED: N_("Fraud"),
}

NEED: Mapping[Need, str] = {
    Need.DANGER: N_("In danger"),
    Need.FORCED: N_("Forced work or sex"),
    Need.HURT: N_("Harmed in the US"),
    Need.DISTRESS: N_("Trauma or torture"),
    Need.CHILD_HELD: N_("Child in detention"),
    Need.DETAINED: N_("In detention"),
    Need.REMOVAL: N_("Ordered removed, or removal near"),
    Need.COURT: N_("In immigration court"),
    Need.CHILD: N_("Children and parents"),
    Need.GENDER: N_("LGBTQ (never on a shared device or in a letter)"),
    Need.ABROAD: N_("Outside the US"),
    Need.CHEATED: N_("Cheated by a notario"),
    Need.ANYBODY: N_("Anyone in the US"),
}

PRICE: Mapping[Price, str] = {
    Price.FREE: N_("Free"),
    Price.LOW: N_("Free or low cost"),
    Price.PAID: N_("Paid"),
}

WAY: Mapping[str, str] = {
    "phone": N_("Phone"),
    "text_to": N_("Text message to"),
    "dial": N_("Dial in detention"),
    "web": N_("Website"),
    "address": N_("Address"),
}

FIELD: Mapping[str, str] = {
    "name": N_("Name"),
    "says": N_("What it does"),
    "kinds": N_("Kind of help"),
    "needs": N_("For whom"),
    "states": N_("States"),
    "countries": N_("Countries"),
    "nationalities": N_("Nationalities"),
    "languages": N_("Languages"),
    **WAY,
    "tty": N_("TTY"),
    "hours": N_("Hours"),
    "unconfirmed": N_("Not confirmed"),
    "price": N_("Cost"),
    "source": N_("Source"),
    "confidence": N_("Confidence"),
    "checked_on": N_("Checked on"),
    "checked_by": N_("Checked by"),
    "review_by": N_("Review by"),
}
"""Labels of the fields of a contact, in the order in which a change is shown."""
