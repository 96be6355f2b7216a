"""The bands of the queue: how soon something is due, counted from today."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache


class Band(StrEnum):
    """Number of days until a case is due, in steps; the soonest first."""

    LATE = "late"
    TODAY = "today"
    NEXT_3 = "next_3"
    NEXT_7 = "next_7"
    NEXT_30 = "next_30"
    LATER = "later"


FARTHEST = {Band.LATE: -1, Band.TODAY: 0, Band.NEXT_3: 3, Band.NEXT_7: 7, Band.NEXT_30: 30}
"""The last day of each band, counted from today."""


def band_of(due_on: date, *, today: date) -> Band:
    """Return the band that contains the day *due_on*."""
    ahead = (due_on - today).days
    return next((band for band, days in FARTHEST.items() if ahead <= days), Band.LATER)


@lru_cache(maxsize=64)
def days_of(band: Band, *, today: date) -> tuple[date, date]:
    """Return the first and the last day of a band."""
    bands = list(Band)
    before = bands[bands.index(band) - 1] if band is not Band.LATE else None
    first = today + timedelta(FARTHEST[before] + 1) if before else date.min
    last = today + timedelta(FARTHEST[band]) if band in FARTHEST else date.max
    return first, last
