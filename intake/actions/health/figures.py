"""Write the figures of a check as people read them, in English as the desk and the commands are."""

from __future__ import annotations

from datetime import timedelta

from babel.dates import format_timedelta
from babel.numbers import format_decimal, format_percent

from intake.actions.health.check import Check

ENGLISH = "en_US"

UNITS = (("GB", 10**9), ("MB", 10**6), ("kB", 10**3))

STAYS_BELOW = 2
"""So many of the larger unit make it the better one: 26 hours, but 2 days."""


def written_figures(check: Check) -> dict[str, str]:
    """Return each figure of a check as text by its name, and its names in one text as ``names``."""
    texts = {name: written(name, value) for name, value in check.figures.items()}
    return texts | {"names": ", ".join(check.names)}


def written(name: str, value: float) -> str:
    """Write one figure in the unit that its name ends in; a count where it ends in none."""
    match name.rpartition("_")[2]:
        case "seconds":
            age = timedelta(seconds=value)
            return format_timedelta(age, threshold=STAYS_BELOW, locale=ENGLISH)
        case "bytes":
            return _in_bytes(value)
        case "percent":
            return format_percent(value / 100, locale=ENGLISH)
        case _:
            return format_decimal(value, locale=ENGLISH)


def _in_bytes(value: float) -> str:
    for unit, size in UNITS:
        if value >= size:
            return f"{format_decimal(value / size, '#,##0.#', locale=ENGLISH)} {unit}"
    return f"{int(value)} bytes"
