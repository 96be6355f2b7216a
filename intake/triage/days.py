"""Count days as the law counts them: calendar days, business days, months and years.

The day from which is counted is never counted itself. Weekends and holidays inside a period
count; only where a period ends may a day move.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

from intake.law.book import LawBook

SATURDAY = 5
SHORTEST_MONTH = 28
"""Days that every month has."""

DAY = timedelta(days=1)


def is_business_day(day: date, holidays: Collection[date]) -> bool:
    """Return true from Monday to Friday, except on federal holidays."""
    return day.weekday() < SATURDAY and day not in holidays


def roll_back(day: date, holidays: Collection[date]) -> date:
    """Return the day itself if it is a business day, else the last one before it."""
    while not is_business_day(day, holidays):
        day -= DAY
    return day


def roll_forward(day: date, holidays: Collection[date]) -> date:
    """Return the day itself if it is a business day, else the next one (8 CFR 1001.1(h))."""
    while not is_business_day(day, holidays):
        day += DAY
    return day


def add_days(day: date, days: int) -> date:
    """Return the day so many calendar days later, or earlier."""
    return day + timedelta(days=days)


def add_business_days(day: date, days: int, holidays: Collection[date]) -> date:
    """Return the day so many business days later, or earlier; the day itself is not counted."""
    step = DAY if days > 0 else -DAY
    for _ in range(abs(days)):
        day += step
        while not is_business_day(day, holidays):
            day += step
    return day


def business_days_after(day: date, days: int, law: LawBook) -> date:
    """Return the day so many business days later, by the holidays of the law book."""
    return add_business_days(day, days, law.holidays)


def add_months(day: date, months: int) -> date:
    """Return the same day of another month; its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= SHORTEST_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """Return the same day of another year; 29 February is 28 February in common years."""
    return add_months(day, 12 * years)
