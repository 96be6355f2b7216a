"""Quarters of a year, and the day on which their figures are published."""

from __future__ import annotations

from datetime import date, timedelta

SETTLED_AFTER = timedelta(2)
"""Time after the end of a quarter in which a closing in bulk may still be undone."""


def quarter_of(day: date) -> int:
    """Return the quarter of a day, from 1 to 4."""
    return (day.month + 2) // 3


def is_published(year: int, quarter: int, *, today: date) -> bool:
    """Return true if the figures of a quarter are published, so that they must not change."""
    end = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return end + SETTLED_AFTER <= today
