"""Countries, months and calendars as options, in the reader's language."""

from functools import cache

from babel import Locale
from babel.dates import get_month_names
from flask_babel import get_locale, gettext

from intake.questionnaire.countries import COUNTRIES
from intake.questionnaire.dates import Calendar, said_in
from intake.questionnaire.languages import sort_key
from intake.questionnaire.localized_dates import (
    HOME,
    MONTH_NAMES,
    WRITTEN_AS,
    in_digits_of,
    month_names,
)
from intake.web.app_context import today
from intake.web.filters import in_digits
from intake.web.locale import language
from intake.words import Labels

CALENDARS: Labels[Calendar] = {
    Calendar.GREGORIAN: "International calendar (%(year)s)",
    Calendar.SOLAR_HIJRI: "Solar Hijri (%(year)s)",
    Calendar.ETHIOPIAN: "Ethiopian (%(year)s)",
    Calendar.HIJRI: "Hijri (%(year)s)",
}


def country_options() -> list[tuple[str, str, str]]:
    """Return code and name of each country by name; the two that are no country come last."""
    rest = [(code, gettext(name), "") for code, name in COUNTRIES if len(code) != 2]
    return [*_countries(str(get_locale())), *rest]


def home_calendar() -> Calendar:
    """Return the calendar of the reader's language: first in the list, and the default."""
    return HOME.get(language(), Calendar.GREGORIAN)


def month_options(calendar: Calendar, *, of_paper: bool = False) -> list[tuple[str, str]]:
    """Return number and name of each month of a calendar: our own name, else that of Unicode.

    Where the day stands *of_paper*, the names have the paper's English beside them.
    """
    return list(_months(calendar, language(), of_paper=of_paper))


def calendar_options(first: Calendar) -> list[tuple[str, str]]:
    """Return code and name of each calendar with its current year, *first* before the others."""
    day = today()
    return [
        (calendar.value, gettext(CALENDARS[calendar], year=in_digits(said_in(calendar, day)[0])))
        for calendar in [first, *(calendar for calendar in CALENDARS if calendar is not first)]
    ]


@cache
def _countries(locale: str) -> tuple[tuple[str, str, str], ...]:
    tag = locale.replace("_", "-")
    names = Locale.parse(WRITTEN_AS.get(tag, tag), sep="-").territories
    real = [(code, names.get(code, name)) for code, name in COUNTRIES if len(code) == 2]
    by_name = sorted(real, key=lambda row: sort_key(row[1], tag))
    return tuple((code, name, "") for code, name in by_name)


@cache
def _months(calendar: Calendar, tag: str, *, of_paper: bool) -> tuple[tuple[str, str], ...]:
    known = {tag, tag.partition("-")[0]} & MONTH_NAMES[calendar].keys()
    if known or calendar is not Calendar.GREGORIAN:
        names = list(month_names(calendar, tag))
    else:
        of_unicode = get_month_names("wide", "format", get_locale())
        names = [of_unicode[number] for number in range(1, 13)]
    if of_paper and calendar is Calendar.GREGORIAN:
        names = [
            name if name.casefold() == on_paper.casefold() else f"{name} / {on_paper}"
            for name, on_paper in zip(names, month_names(calendar, "en"), strict=True)
        ]
    rows = [(str(number), f"{number}. {name}") for number, name in enumerate(names, 1)]
    return tuple((number, in_digits_of(tag, label)) for number, label in rows)
