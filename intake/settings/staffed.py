"""``STAFFED``: days and hours in which a person reads requests, as ``Mo-Fr 09:00-17:00``."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
SHAPE = re.compile(r"(?P<days>[A-Za-z,-]+) (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)")


class NotHours(ValueError):
    """The text names no days and hours."""


@dataclass(frozen=True, slots=True)
class Staffed:
    """Days of the week (Monday is 0) and hours, in the organisation's time zone."""

    weekdays: frozenset[int]
    opens: time
    closes: time

    def is_staffed(self, day: date, holidays: Collection[date]) -> bool:
        """Return true for a staffed day of the week that is no holiday."""
        return day.weekday() in self.weekdays and day not in holidays

    def days_after(self, day: date, days: int, holidays: Collection[date]) -> date:
        """Return so many staffed days after *day*; the day itself, or the next, for none."""
        while not days and not self.is_staffed(day, holidays):
            day += timedelta(days=1)
        for _ in range(days):
            day += timedelta(days=1)
            while not self.is_staffed(day, holidays):
                day += timedelta(days=1)
        return day

    def last_day_before_next(self, day: date, holidays: Collection[date]) -> date:
        """Return the day before the next staffed day after *day*: on a Friday, the Sunday."""
        return self.days_after(day, 1, holidays) - timedelta(days=1)

    def hours_after(self, at: datetime, hours: int, holidays: Collection[date]) -> datetime:
        """Return the time by which so many staffed hours have passed since *at*, a local time."""
        left, day = timedelta(hours=hours), at.date()
        while True:
            opens = max(at, datetime.combine(day, self.opens, at.tzinfo))
            closes = datetime.combine(day, self.closes, at.tzinfo)
            if self.is_staffed(day, holidays) and opens < closes:
                if opens + left <= closes:
                    return opens + left
                left -= closes - opens
            day += timedelta(days=1)

    def time_between(
        self, first: datetime, last: datetime, holidays: Collection[date]
    ) -> timedelta:
        """Return the staffed time from *first* to *last*, two local times; none backwards."""
        total, day = timedelta(), first.date()
        while day <= last.date():
            if self.is_staffed(day, holidays):
                opens = max(first, datetime.combine(day, self.opens, first.tzinfo))
                closes = min(last, datetime.combine(day, self.closes, first.tzinfo))
                total += max(closes - opens, timedelta())
            day += timedelta(days=1)
        return total

    def is_over(self, now: datetime) -> bool:
        """Return true once none of the staffed hours of that day is left."""
        return now.time() >= self.closes


def staffed_hours(text: str) -> Staffed:
    """Read ``Mo-Fr 09:00-17:00`` or ``Mo,We 10:00-14:00``; raise :class:`NotHours`."""
    shape = SHAPE.fullmatch(text.strip())
    if shape is None:
        raise NotHours(text)
    try:
        opens, closes = (time.fromisoformat(shape[name]) for name in ("opens", "closes"))
        weekdays = frozenset().union(*(_weekdays(part) for part in shape["days"].split(",")))
    except ValueError:
        raise NotHours(text) from None
    if opens >= closes:
        raise NotHours(text)
    return Staffed(weekdays, opens, closes)


def _weekdays(part: str) -> frozenset[int]:
    first, _, last = part.partition("-")
    begin = NAMES.index(first)
    length = (NAMES.index(last or first) - begin) % 7 + 1  # Su-Th goes on after Sunday
    return frozenset((begin + day) % 7 for day in range(length))


DEFAULT = staffed_hours("Mo-Fr 09:00-17:00")
