"""Dates as people know them: what was said, and the days it may mean."""

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
        lengths=lambda year: (30, 29) * 5 + (30, 29 + ((11 * year + 14) % 30 < 11)),
        behind=579,
        doubt=2,
        longest=30,
    ),
}


class Precision(StrEnum):
    """The parts of a date that are known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


@frozen
class SaidDate:
    """A date as it was said.

    ``said`` is ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` in its own calendar, empty where the date
    is not known; ``words`` are the person's own words beside or instead of it. ``first`` and
    ``last`` are the Gregorian days it may mean, both ends included; ``None`` where unknown.
    """

    said: str = ""
    calendar: Calendar = Calendar.GREGORIAN
    words: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def precision(self) -> Precision:
        """The precision with which the date was said."""
        return (Precision.UNKNOWN, Precision.YEAR, Precision.MONTH, Precision.DAY)[
            len(self.said.split("-")) if self.said else 0
        ]

    @property
    def known(self) -> bool:
        """Return true where the date means at least one day."""
        return self.first is not None

    @property
    def exact(self) -> bool:
        """Return true where the date means exactly one day."""
        return self.known and self.first == self.last

    def to_json(self) -> str | dict[str, str]:
        """Return the stored form, which is also that of ``flask explain``."""
        if not self.words and (not self.said or self.calendar is Calendar.GREGORIAN):
            return self.said or "not_sure"
        parts = {"words": self.words} if self.words else {}
        if self.said:
            parts |= {"calendar": self.calendar.value, "said": self.said}
        return parts


NOT_SURE = SaidDate()


def said_date(said: str, calendar: Calendar = Calendar.GREGORIAN, *, words: str = "") -> SaidDate:
    """Understand ``said`` in its calendar; raise :class:`NotADate` where no such day exists.

    ``said`` may leave out leading zeros of month and day, as people do.
    """
    if not said:
        return SaidDate(words=words)
    year, *rest = _parts(said)
    first, last = days_meant(calendar, year, *rest)
    shape = "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])
    return SaidDate(said=shape, calendar=calendar, words=words, first=first, last=last)


def on(day: date) -> SaidDate:
    """Return a date known to the day, in the Gregorian calendar."""
    return SaidDate(said=day.isoformat(), first=day, last=day)


def from_json(stored: object) -> SaidDate:
    """Read the form of :meth:`SaidDate.to_json`. Raise :class:`NotADate` for any other."""
    if stored == "not_sure":
        return NOT_SURE
    if isinstance(stored, str):
        return _as_written(stored, Calendar.GREGORIAN)
    if not isinstance(stored, dict) or not all(isinstance(part, str) for part in stored.values()):
        raise NotADate
    if stored.keys() == {"words"}:
        return SaidDate(words=_some(stored["words"]))
    if stored.keys() - {"words"} != {"calendar", "said"}:
        raise NotADate
    try:
        calendar = Calendar(stored["calendar"])
    except ValueError:
        raise NotADate from None
    words = _some(stored["words"]) if "words" in stored else ""
    return _as_written(stored["said"], calendar, words=words)


def _as_written(said: str, calendar: Calendar, *, words: str = "") -> SaidDate:
    understood = said_date(said, calendar, words=words)
    if not said or understood.said != said:
        raise NotADate
    return understood


def _some(words: str) -> str:
    if not words.strip():
        raise NotADate
    return words


def _parts(written: str) -> tuple[int, ...]:
    texts = written.split("-")
    if len(texts) > 3 or not all(text.isascii() and text.isdigit() for text in texts):
        raise NotADate
    if len(texts[0]) != 4 or any(len(text) > 2 for text in texts[1:]):
        raise NotADate
    return tuple(int(text) for text in texts)
