"""Other places that help, as applicants see them: in their language, and how fresh each is."""

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
    """A place ready to be shown. ``doubt`` is said where nobody has looked at it lately."""

    place: Place
    says: str
    costs: str
    doubt: str


def shown_places(places: Iterable[Place], *, on: date) -> list[ShownPlace]:
    """These places in the reader's language."""
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
