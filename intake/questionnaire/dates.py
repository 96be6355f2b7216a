"""Dates as people know them: what was said, and the days it may mean."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Calendar(StrEnum):
    """The calendar in which a date was said."""

    GREGORIAN = "gregorian"
    SOLAR_HIJRI = "solar_hijri"
    ETHIOPIAN = "ethiopian"
    HIJRI = "hijri"


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class NotADate(ValueError):
    """No such day: 30 February, month 14, a year of two digits. Carries no typed text."""


@dataclass(frozen=True, kw_only=True, slots=True)
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
        """How much was said."""
        return (Precision.UNKNOWN, Precision.YEAR, Precision.MONTH, Precision.DAY)[
            len(self.said.split("-")) if self.said else 0
        ]

    @property
    def known(self) -> bool:
        """Whether it means any day at all."""
        return self.first is not None

    @property
    def exact(self) -> bool:
        """Whether it means one day only."""
        return self.known and self.first == self.last

    def to_json(self) -> str | dict[str, str]:
        """The stored form, which is also that of ``flask explain``."""
        if self.calendar is Calendar.GREGORIAN and not self.words:
            return self.said or "not_sure"
        parts = {"words": self.words} if self.words else {}
        if self.said:
            parts |= {"calendar": self.calendar.value, "said": self.said}
        return parts


NOT_SURE = SaidDate()


def said_date(said: str, calendar: Calendar = Calendar.GREGORIAN, *, words: str = "") -> SaidDate:
    """Understand ``said`` in its calendar; raise :class:`NotADate` where no such day exists.

    A date in a calendar other than the Gregorian is kept as said; which days it means is not
    known yet, so rules see it as a date that nobody is sure of.
    """
    if not said:
        return SaidDate(words=words)
    parts = _parts(said)
    first, last = _days_meant(parts) if calendar is Calendar.GREGORIAN else (None, None)
    shape = "-".join(f"{part:0{4 if at == 0 else 2}}" for at, part in enumerate(parts))
    return SaidDate(said=shape, calendar=calendar, words=words, first=first, last=last)


def on(day: date) -> SaidDate:
    """A date known to the day, in the Gregorian calendar."""
    return SaidDate(said=day.isoformat(), first=day, last=day)


def from_json(kept: object) -> SaidDate:
    """The reverse of :meth:`SaidDate.to_json`; raise :class:`NotADate` for any other shape."""
    if kept == "not_sure":
        return NOT_SURE
    if isinstance(kept, str):
        return said_date(kept)
    if not isinstance(kept, dict) or not kept or kept.keys() - {"words", "calendar", "said"}:
        raise NotADate
    if not all(isinstance(value, str) for value in kept.values()):
        raise NotADate
    if ("said" in kept) != ("calendar" in kept):
        raise NotADate
    try:
        calendar = Calendar(kept.get("calendar", Calendar.GREGORIAN))
    except ValueError:
        raise NotADate from None
    return said_date(kept.get("said", ""), calendar, words=kept.get("words", ""))


def _parts(said: str) -> tuple[int, ...]:
    texts = said.split("-")
    if len(texts) > 3 or not all(text.isascii() and text.isdigit() for text in texts):
        raise NotADate
    if len(texts[0]) != 4 or any(not 1 <= len(text) <= 2 for text in texts[1:]):
        raise NotADate
    parts = tuple(int(text) for text in texts)
    if any(part < 1 for part in parts) or (len(parts) > 1 and parts[1] > 13):
        raise NotADate
    if len(parts) > 2 and parts[2] > 32:
        raise NotADate
    return parts


def _days_meant(parts: tuple[int, ...]) -> tuple[date, date]:
    year, *rest = parts
    first_month, last_month = (rest[0], rest[0]) if rest else (1, 12)
    try:
        first = date(year, first_month, rest[1] if len(rest) > 1 else 1)
        last_day = rest[1] if len(rest) > 1 else monthrange(year, last_month)[1]
        return first, date(year, last_month, last_day)
    except ValueError:
        raise NotADate from None
