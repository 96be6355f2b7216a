"""Referral places in the applicant's language, each with the month of its last check."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask_babel import get_locale, gettext

from intake.frozen import frozen
from intake.referrals.place import Place, Price
from intake.web.filters import in_digits, language_name, month_and_year
from intake.web.locale import AUTONYMS
from intake.words import N_

COSTS = {
    Price.FREE: "",
    Price.LOW: N_("Free or low cost."),
    Price.PAID: N_("These lawyers charge a fee."),
}


@frozen
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
            checked=gettext("We checked this in %(month)s.", month=month_and_year(place.checked_on))
            if place.checked_on
            else "",
        )
        for place in places
    ]


DAY_AND_NIGHT = "24/7"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DASH = "\u2013"
_DAY = "|".join(DAYS)
SPAN = re.compile(
    rf"(?P<first>{_DAY})(?:-(?P<last>{_DAY}))? (?P<opens>\d+:\d\d)-(?P<closes>\d+:\d\d)", re.ASCII
)
"""Days and hours as the data has them: ``Mon-Fri 9:00-17:00``; several are joined by a comma."""


def hours_in_words(hours: str) -> str:
    """Return the hours with days and digits of the reader's language; other text as it is."""
    if hours == DAY_AND_NIGHT:
        return gettext(N_("Day and night"))
    spans = [SPAN.fullmatch(part) for part in hours.split(", ")]
    known = [_span(span) for span in spans if span]
    return " · ".join(known) if len(known) == len(spans) else hours


def _span(span: re.Match[str]) -> str:
    names = get_locale().days["format"]["wide"]
    ends = [names[DAYS.index(day)] for day in (span["first"], span["last"]) if day]
    opens, closes = in_digits(span["opens"]), in_digits(span["closes"])
    return f"{DASH.join(ends)} {opens}{DASH}{closes}"
