"""Due days in words and as chips."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel.dates import format_date
from flask_babel import get_locale, gettext, ngettext

from intake.cases.views import Band, band_of
from intake.triage.rule import Chip
from intake.web import app_context

NEAR = 183
"""Days within which a date without its year cannot be mistaken for one of another year."""

YEAR = 365
"""Days of a year, without leap days: years ahead are rounded."""

KIND = {
    Band.LATE: "late",
    Band.TODAY: "today",
    Band.NEXT_3: "soon",
    Band.NEXT_7: "soon",
    Band.NEXT_30: "later",
    Band.LATER: "later",
}


def due_chip(due_on: date, *, today: date) -> Chip:
    """Return the due day as a chip of the kind of its band."""
    return Chip(due_words(due_on, today=today), KIND[band_of(due_on, today=today)])


def due_words(due_on: date, *, today: date) -> str:
    """Return the day as seen from *today*, in at most twenty letters of English."""
    ahead = (due_on - today).days
    if ahead < 0:
        return ngettext("%(num)s day overdue", "%(num)s days overdue", -ahead)
    if ahead == 0:
        return gettext("Today")
    if ahead == 1:
        return gettext("Tomorrow")
    if ahead >= 2 * YEAR:
        return gettext("In %(num)s years", num=ahead // YEAR)
    return ngettext("In %(num)s day", "In %(num)s days", ahead)


def short_date(day: date) -> str:
    """Return a day for a narrow column, such as ``27 Nov``; with its year if it is far off."""
    near = abs((day - _today()).days) < NEAR
    return _formatted(day, "d MMM" if near else "d MMM y", str(get_locale()))


@app_context.once_a_request
def _today() -> date:
    """Return the current day; a page of the queue shows a hundred days."""
    return app_context.today()


@lru_cache(maxsize=2048)
def _formatted(day: date, pattern: str, locale: str) -> str:
    """Format a day; lists have a hundred of them, most of them days of the same few weeks."""
    return str(format_date(day, pattern, locale=locale))
