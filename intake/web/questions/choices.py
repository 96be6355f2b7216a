"""Countries, months and calendars as options, in the reader's language."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.dates import get_month_names
from flask_babel import get_locale, gettext

from intake.questionnaire.calendars import said_in
from intake.questionnaire.countries import COUNTRIES
from intake.questionnaire.dates import Calendar
from intake.questionnaire.localized_dates import HOME, in_digits_of
from intake.questionnaire.month_names import MONTH_NAMES, month_names
from intake.web.app_context import today
from intake.web.filters import in_digits
from intake.web.locale import language
from intake.words import N_

CALENDARS = {
    Calendar.GREGORIAN: N_("Common calendar (%(year)s)"),
    Calendar.SOLAR_HIJRI: N_("Solar Hijri (%(year)s)"),
    Calendar.ETHIOPIAN: N_("Ethiopian (%(year)s)"),
    Calendar.HIJRI: N_("Hijri (%(year)s)"),
}


def country_options() -> list[tuple[str, str, str]]:
    """Return code and name of each country by name; the two that are no country come last."""
    return list(_countries(str(get_locale())))


def home_calendar() -> Calendar:
    """Return the calendar of the reader's language: first in the list, and the default."""
    return HOME.get(language(), Calendar.GREGORIAN)


def month_options(calendar: str) -> list[tuple[str, str]]:
    """Return number and name of thirteen months. Every calendar's list has the thirteenth."""
    named = Calendar(calendar) if calendar in CALENDARS else home_calendar()
    return list(_months(named, language()))


def calendar_options() -> list[tuple[str, str]]:
    """Return code and name of each calendar with its current year, the reader's own first."""
    home, day = home_calendar(), today()
    return [
        (calendar.value, gettext(CALENDARS[calendar], year=in_digits(said_in(calendar, day)[0])))
        for calendar in [home, *(calendar for calendar in CALENDARS if calendar is not home)]
    ]


@cache
def _countries(locale: str) -> tuple[tuple[str, str, str], ...]:
    names = Locale.parse(locale).territories
    real = [(code, names.get(code, name)) for code, name in COUNTRIES if len(code) == 2]
    rest = [(code, gettext(name)) for code, name in COUNTRIES if len(code) != 2]
    by_name = sorted(real, key=lambda row: row[1].casefold())
    return tuple((code, name, "") for code, name in [*by_name, *rest])


@cache
def _months(calendar: Calendar, tag: str) -> tuple[tuple[str, str], ...]:
    names = _month_names(calendar, tag)
    rows = [(str(number), f"{number}. {name}") for number, name in enumerate(names, 1)]
    thirteen = rows if len(rows) == 13 else [*rows, ("13", "13")]
    return tuple((number, in_digits_of(tag, label)) for number, label in thirteen)


def _month_names(calendar: Calendar, tag: str) -> tuple[str, ...]:
    """Return our own names; for the common calendar in other languages, those of Unicode."""
    known = {tag, tag.partition("-")[0]} & MONTH_NAMES[calendar].keys()
    if known or calendar is not Calendar.GREGORIAN:
        return month_names(calendar, tag)
    names = get_month_names("wide", "format", get_locale())
    return tuple(names[number] for number in range(1, 13))
