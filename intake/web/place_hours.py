"""The hours of a place in the reader's language."""

from __future__ import annotations

import re

from flask_babel import get_locale, gettext

from intake.web.filters import in_digits
from intake.words import N_

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
