"""Values of parameters as they are typed and kept, and the bounds that keep rules sensible."""

from __future__ import annotations

import re
from datetime import date

from intake.law.parameter import Parameter, Value
from intake.questionnaire.tidy import whole_number

MOST = (("poverty_", 9_999_999), ("_years", 100), ("_age", 100), ("_months", 1_200))
MOST_DAYS = 3_650


class NotAValue(ValueError):
    """What was typed is no value of this parameter: of another shape, or beyond all sense."""


class DaysOutside(NotAValue):
    """A list of days holds one on which the list itself would not be in force."""


def typed(value: Value) -> str:
    """A value as a form shows it, to be changed there."""
    return str(value) if isinstance(value, int) else " ".join(str(one) for one in value)


def read(text: str, like: Parameter) -> Value:
    """What was typed, in the shape of this parameter; :class:`NotAValue` where it is not."""
    if isinstance(like.value, int):
        return _number(text.strip().replace(",", ""), like.id)
    parts = re.split(r"[\s,;]+", text.strip())
    if _holds_days(like.value):
        return tuple(sorted({_day(part) for part in parts}))
    if len(parts) != len(like.value):
        raise NotAValue
    return tuple(_number(part, like.id) for part in parts)


def to_json(value: Value) -> object:
    """A value as it is kept."""
    if isinstance(value, int):
        return value
    return [one.isoformat() if isinstance(one, date) else one for one in value]


def from_json(kept: object, like: Parameter) -> Value:
    """A kept value; :class:`NotAValue` where a later release gives the parameter another shape."""
    return read(" ".join(map(str, kept)) if isinstance(kept, list) else str(kept), like)


def check_days(value: Value, *, from_day: date, until: date | None) -> None:
    """Days are listed for a time that ends, so that a new list leaves the others standing."""
    days = [] if isinstance(value, int) else [one for one in value if isinstance(one, date)]
    if days and (until is None or not from_day <= min(days) <= max(days) <= until):
        raise DaysOutside


def _holds_days(value: tuple[int, ...] | tuple[date, ...]) -> bool:
    return any(isinstance(one, date) for one in value)


def _number(text: str, id_: str) -> int:
    most = next((most for part, most in MOST if part in id_), MOST_DAYS)
    number = whole_number(text, digits=9)
    if number is None or number > most:
        raise NotAValue
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotAValue from None
