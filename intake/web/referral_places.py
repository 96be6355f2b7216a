"""Referral places in the applicant's language, with a warning if the last check is old."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from intake.referrals.place import Place, Price
from intake.web.filters import month_and_year
from intake.words import N_

COSTS = {
    Price.FREE: "",
    Price.LOW: N_("Free, or it costs little."),
    Price.PAID: N_("You pay these lawyers."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownPlace:
    """A place in words. ``doubt`` warns that it was not checked lately."""

    place: Place
    says: str
    costs: str
    doubt: str


def shown_places(places: Iterable[Place], *, on: date) -> list[ShownPlace]:
    """Return the places in the reader's language."""
    return [
        ShownPlace(
            place=place,
            says=gettext(place.says),
            costs=gettext(COSTS[place.price]) if COSTS[place.price] else "",
            doubt=_doubt(place) if place.overdue(on) else "",
        )
        for place in places
    ]


def _doubt(place: Place) -> str:
    if place.last_verified is None:
        return gettext("We could not check this lately; it may have changed.")
    month = month_and_year(place.last_verified)
    return gettext("We checked this in %(month)s; it may have changed.", month=month)
