"""Referral places in the applicant's language, each with the month of its last check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from intake.referrals.place import Place, Price
from intake.web.filters import language_name, month_and_year
from intake.web.locale import AUTONYMS
from intake.web.place_hours import hours_in_words
from intake.words import N_

COSTS = {
    Price.FREE: "",
    Price.LOW: N_("Free or low cost."),
    Price.PAID: N_("These lawyers charge a fee."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownPlace:
    """A place in words. ``languages`` are the tag and the own name of each that is known."""

    place: Place
    says: str
    hours: str
    languages: tuple[tuple[str, str], ...]
    costs: str
    checked: str


def shown_places(places: Iterable[Place]) -> list[ShownPlace]:
    """Return the places in the reader's language."""
    return [
        ShownPlace(
            place=place,
            says=gettext(place.says),
            hours=hours_in_words(place.hours),
            languages=tuple(
                (tag, AUTONYMS.get(tag) or language_name(tag)) for tag in place.languages
            ),
            costs=gettext(COSTS[place.price]) if COSTS[place.price] else "",
            checked=_checked(place),
        )
        for place in places
    ]


def _checked(place: Place) -> str:
    if place.checked_on is None:
        return ""
    return gettext("We checked this in %(month)s.", month=month_and_year(place.checked_on))
