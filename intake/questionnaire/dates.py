"""Dates as people know them: what was said, and the days it may mean."""

from datetime import date
from enum import StrEnum

from intake.frozen import frozen
from intake.questionnaire.calendars import Calendar, NotADate, days_meant

__all__ = [
    "NOT_SURE",
    "Calendar",
    "NotADate",
    "Precision",
    "SaidDate",
    "from_json",
    "on",
    "said_date",
]


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
