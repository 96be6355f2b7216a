"""Four calendars by plain arithmetic: which days a year, a month or a day in them may mean.

All four count whole days from a first one, so each needs only two things: on which day a year
begins, and how long its months are. The Solar Hijri leap years are those of the 33-year cycle,
which is the official calendar of Iran and Afghanistan for every year from 1900 to 2100. Months
of the Hijri calendar begin when somebody sees the moon: the civil table can be two days off.
"""

from calendar import isleap
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from itertools import accumulate

from intake.frozen import frozen


class Calendar(StrEnum):
    """The calendar in which a date was said."""

    GREGORIAN = "gregorian"
    SOLAR_HIJRI = "solar_hijri"
    ETHIOPIAN = "ethiopian"
    HIJRI = "hijri"


class NotADate(ValueError):
    """No such day: 30 February, month 14, a year of two digits. Carries no typed text."""


def days_meant(calendar: Calendar, year: int, *month_and_day: int) -> tuple[date, date]:
    """Return the first and the last Gregorian day that a year, a month or a day may mean."""
    reckoning = _RECKONINGS[calendar]
    first, last = _ordinals(reckoning, year, month_and_day)
    try:
        return date.fromordinal(first - reckoning.doubt), date.fromordinal(last + reckoning.doubt)
    except (ValueError, OverflowError):
        raise NotADate from None


def said_in(calendar: Calendar, day: date) -> tuple[int, int, int]:
    """Year, month and day of a Gregorian day in another calendar; in Hijri, by the civil table."""
    reckoning, ordinal = _RECKONINGS[calendar], day.toordinal()
    year = day.year - reckoning.behind
    while reckoning.new_year(year + 1) <= ordinal:
        year += 1
    while reckoning.new_year(year) > ordinal:
        year -= 1
    days_left = ordinal - reckoning.new_year(year)
    starts = list(accumulate(reckoning.lengths(year)[:-1], initial=0))
    month = sum(start <= days_left for start in starts)
    return year, month, days_left - starts[month - 1] + 1


@frozen
class _Reckoning:
    """The rules by which a calendar counts. ``new_year`` gives the ordinal of a year's first day.

    ``behind`` is how many years it is behind the Gregorian one about now, to begin a search;
    ``doubt`` is by how many days it may be off; ``longest`` the last day that any month can have,
    where ``lengths`` are only those of a table.
    """

    new_year: Callable[[int], int]
    lengths: Callable[[int], tuple[int, ...]]
    behind: int
    doubt: int = 0
    longest: int = 0


def _ordinals(reckoning: _Reckoning, year: int, rest: tuple[int, ...]) -> tuple[int, int]:
    if not 1 <= year <= date.max.year:
        raise NotADate
    lengths, start = reckoning.lengths(year), reckoning.new_year(year)
    if not rest:
        return start, start + sum(lengths) - 1
    if not 1 <= rest[0] <= len(lengths):
        raise NotADate
    start, length = start + sum(lengths[: rest[0] - 1]), lengths[rest[0] - 1]
    if len(rest) == 1:
        return start, start + length - 1
    if not 1 <= rest[1] <= max(length, reckoning.longest):
        raise NotADate
    return start + rest[1] - 1, start + rest[1] - 1


def _solar_lengths(year: int) -> tuple[int, ...]:
    leap = (25 * year + 11) % 33 < 8
    return (31,) * 6 + (30,) * 5 + (29 + leap,)


def _hijri_lengths(year: int) -> tuple[int, ...]:
    leap = (11 * year + 14) % 30 < 11
    return (30, 29) * 5 + (30, 29 + leap)


SOLAR_FIRST = date(622, 3, 21).toordinal()
ETHIOPIAN_FIRST = date(8, 8, 27).toordinal()
HIJRI_FIRST = date(622, 7, 19).toordinal()

_RECKONINGS = {
    Calendar.GREGORIAN: _Reckoning(
        new_year=lambda year: date(year, 1, 1).toordinal(),
        lengths=lambda year: (31, 28 + isleap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31),
        behind=0,
    ),
    Calendar.SOLAR_HIJRI: _Reckoning(
        new_year=lambda year: SOLAR_FIRST + 365 * (year - 1) + (8 * year + 21) // 33,
        lengths=_solar_lengths,
        behind=622,
    ),
    Calendar.ETHIOPIAN: _Reckoning(
        new_year=lambda year: ETHIOPIAN_FIRST + 365 * (year - 1) + year // 4,
        lengths=lambda year: (30,) * 12 + (5 + (year % 4 == 3),),
        behind=8,
    ),
    Calendar.HIJRI: _Reckoning(
        new_year=lambda year: HIJRI_FIRST + 354 * (year - 1) + (11 * year + 3) // 30,
        lengths=_hijri_lengths,
        behind=579,
        doubt=2,
        longest=30,
    ),
}
