"""Lists that a page offers in the reader's language: countries, months, calendars."""

from __future__ import annotations

from functools import cache

from babel import Locale
from flask_babel import get_locale, gettext

from intake.questionnaire.countries import COUNTRIES
from intake.questionnaire.dates import Calendar
from intake.questionnaire.month_names import month_names
from intake.web.locale import language
from intake.words import N_

CALENDARS = {
    Calendar.GREGORIAN: N_("Common calendar (2026)"),
    Calendar.SOLAR_HIJRI: N_("Solar Hijri (1405)"),
    Calendar.ETHIOPIAN: N_("Ethiopian (2019)"),
    Calendar.HIJRI: N_("Hijri (1448)"),
}


def country_options() -> list[tuple[str, str, str]]:
    """Code and name of each country, by name; the two that are none come last."""
    return list(_countries(str(get_locale())))


def month_options(calendar: str) -> list[tuple[str, str]]:
    """Number and name of thirteen months; the thirteenth is there in every calendar's list."""
    return list(
        _months(Calendar(calendar) if calendar in CALENDARS else Calendar.GREGORIAN, language())
    )


def calendar_options() -> list[tuple[str, str]]:
    """Code and name of each calendar."""
    return [(calendar.value, gettext(name)) for calendar, name in CALENDARS.items()]


@cache
def _countries(locale: str) -> tuple[tuple[str, str, str], ...]:
    names = Locale.parse(locale).territories
    real = [(code, names.get(code, name)) for code, name in COUNTRIES if len(code) == 2]
    rest = [(code, gettext(name)) for code, name in COUNTRIES if len(code) != 2]
    by_name = sorted(real, key=lambda one: one[1].casefold())
    return tuple((code, name, "") for code, name in [*by_name, *rest])


@cache
def _months(calendar: Calendar, tag: str) -> tuple[tuple[str, str], ...]:
    names = month_names(calendar, tag)
    rows = [(str(number), name) for number, name in enumerate(names, 1)]
    return tuple(rows if len(rows) == 13 else [*rows, ("13", "13")])
