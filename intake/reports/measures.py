"""Measures of tallies, and the facts by which they count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from intake.frozen import frozen


class Measure(StrEnum):
    """Something that happens to a request."""

    REQUESTS = "requests"
    """It was received."""
    LOOKS = "looks"
    """It was first reviewed; the detail is the number of days since it was received, in steps."""
    LATE_LOOKS = "late_looks"
    """It was first reviewed after its day for that."""
    DECISIONS = "decisions"
    """It was first accepted or closed; the detail is the number of days, in steps."""
    ACCEPTED = "accepted"
    CLOSINGS = "closings"
    """It was closed, each time; the detail is the reason."""
    REOPENINGS = "reopenings"
    P0_SEEN = "p0_seen"
    """It was opened as P0, or taken on; the detail is the number of staffed minutes, in steps, or
    ``longer`` as soon as the last email about it is sent."""
    DATES = "dates"
    """A deadline of it was met, missed or found not to be needed; the detail says which."""


ONCE = frozenset({Measure.REQUESTS, Measure.LOOKS, Measure.DECISIONS, Measure.ACCEPTED})
"""Measures that count a request once."""


class Dimension(StrEnum):
    """A fact by which requests are told apart."""

    ALL = "all"
    TIER = "tier"
    FORM = "form"
    """The language of the form, as clear columns hold it."""
    LANGUAGE = "language"
    """The language of the form, as the card holds it."""
    STATE = "state"
    SOURCE = "source"
    """The answer to how the person heard of the organization."""


STEPS = (0, 1, 2, 5, 10, 20, 30, 60, 90, 180)
"""The most days of each step. Exact numbers of days would point to single cases."""

MINUTES = (10, 20, 30, 60, 120, 240)
"""The most staffed minutes of each step."""

LONGER = "longer"
"""The step of more days than any other."""


@frozen
class Event:
    """Something that happened within a month, whose first day is given."""

    month: date
    measure: Measure
    detail: str = ""


@frozen
class Cell:
    """An event, and which requests are counted."""

    event: Event
    dimension: Dimension
    value: str


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def step_of(days: int) -> str:
    """Return the step in which a number of days lies: its most days, or ``longer``."""
    at = bisect_left(STEPS, max(0, days))
    return str(STEPS[at]) if at < len(STEPS) else LONGER


def marked(counted: str, measures: Collection[Measure]) -> str:
    """Return the measures that have counted a case, with *measures* among them."""
    return " ".join(sorted({*counted.split(), *measures}))


def unmarked(counted: str, measure: Measure) -> str:
    """Return the measures that have counted a case, without *measure*."""
    return " ".join(sorted({*counted.split()} - {measure}))


SETTLED_AFTER = timedelta(2)
"""Time after the end of a quarter in which a closing in bulk may still be undone."""


def quarter_of(day: date) -> int:
    """Return the quarter of a day, from 1 to 4."""
    return (day.month + 2) // 3


def is_published(year: int, quarter: int, *, today: date) -> bool:
    """Return true if the figures of a quarter are published, so that they must not change."""
    end = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return end + SETTLED_AFTER <= today
