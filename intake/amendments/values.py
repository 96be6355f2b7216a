"""Convert values of parameters from and to form text and JSON, within bounds."""

import re
from datetime import date

from intake.law.book import Parameter, Value
from intake.questionnaire.tidy import whole_number

MOST_DAYS = 3_650
LIMITS = (
    ("poverty_", 9_999_999),
    ("bond_hearing_", 1),
    ("_years", 100),
    ("_age", 100),
    ("_months", 1_200),
    ("_days", MOST_DAYS),
    ("fee_", 99_999),
)
"""Largest value of parameters by a part of their ids, and of all others, which count days."""


HOLIDAYS = "federal_holidays"
"""The list of days in which the order does not count."""

YEARS = range(1990, 2101)
"""Years in which a value may begin or end, or have a day; some ended long ago."""


class InvalidValue(ValueError):
    """The text is no value of this parameter: its shape differs, or it exceeds the limit."""


class DaysOutside(InvalidValue):
    """A list of days contains one outside the time in which the list is in force."""


def to_text(value: Value) -> str:
    """Return the text of a value for a form."""
    return str(value) if isinstance(value, int) else " ".join(map(str, value))


def from_text(text: str, like: Parameter) -> Value:
    """Read a value in the shape of the parameter *like*, or raise ``InvalidValue``."""
    if isinstance(like.value, int):
        return _number(text.strip().replace(",", ""), like.id)
    parts = re.split(r"[\s,;]+", text.strip())
    if any(isinstance(item, date) for item in like.value):
        days = tuple(map(_day, parts))
        return tuple(sorted(set(days))) if like.id == HOLIDAYS else days
    if len(parts) != len(like.value):
        raise InvalidValue
    return tuple(_number(part, like.id) for part in parts)


def to_json(value: Value) -> object:
    """Return the stored form of a value."""
    if isinstance(value, int):
        return value
    return [item.isoformat() if isinstance(item, date) else item for item in value]


def from_json(stored: object, like: Parameter) -> Value:
    """Read a stored value, or raise ``InvalidValue`` if the parameter now has another shape."""
    return from_text(" ".join(map(str, stored)) if isinstance(stored, list) else str(stored), like)


def check_days(value: Value, *, from_day: date, until: date | None) -> None:
    """Raise ``DaysOutside`` unless all days of a list are in its own period, which must end.

    So a new list replaces only the days of its period.
    """
    days = [] if isinstance(value, int) else [day for day in value if isinstance(day, date)]
    if days and (until is None or not from_day <= min(days) <= max(days) <= until):
        raise DaysOutside


def _number(text: str, parameter_id: str) -> int:
    limit = next((limit for part, limit in LIMITS if part in parameter_id), MOST_DAYS)
    number = whole_number(text, digits=9)
    if number is None or number > limit:
        raise InvalidValue
    return number


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidValue from None
    if day.year not in YEARS:
        raise InvalidValue
    return day
