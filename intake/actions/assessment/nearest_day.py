"""Find the nearest day, earlier or later, on which a result differs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

FARTHEST = 2048
"""Days away at most, somewhat less than six years; beyond it nobody would call it a slip."""

Test = Callable[[date], bool]


def nearest_day(day: date, direction: int, *, differs: Test, allowed: Test) -> date | None:
    """Search from ``day``, forward (1) or backward (-1); return ``None`` if no day differs.

    Looks twice as far each time and then halves, so that some twenty days are tried and not
    thousands: a difference that comes and goes in between may be missed.
    """

    def days_off(count: int) -> date:
        return day + timedelta(days=direction * count)

    near, far = 0, 1
    while far <= FARTHEST:
        if not allowed(days_off(far)):
            last = _first(near, far, lambda count: not allowed(days_off(count))) - 1
            if last == near or not differs(days_off(last)):
                return None
            far = last
        if differs(days_off(far)):
            return days_off(_first(near, far, lambda count: differs(days_off(count))))
        near, far = far, far * 2
    return None


def _first(without: int, having: int, holds: Callable[[int], bool]) -> int:
    """Return the smallest count for which *holds* is true, by bisection."""
    while having - without > 1:
        middle = (without + having) // 2
        if holds(middle):
            having = middle
        else:
            without = middle
    return having
