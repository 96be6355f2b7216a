"""Days and numbers as readers of a language write them: a day, its month's name, its year.

Who counts in another calendar reads the common one first, which is what courts and offices use,
and their own beside it in brackets.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from intake.questionnaire.dates import Calendar, said_in
from intake.words import table_beside

HOME: Mapping[str, Calendar] = {
    "fa-AF": Calendar.SOLAR_HIJRI,
    "fa": Calendar.SOLAR_HIJRI,
    "ps": Calendar.SOLAR_HIJRI,
    "am": Calendar.ETHIOPIAN,
    "ti": Calendar.ETHIOPIAN,
}
"""The calendar of the readers of each language; all others use the Gregorian."""

_OWN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
DIGITS: Mapping[str, Mapping[int, int]] = {"fa-AF": _OWN, "fa": _OWN, "ps": _OWN}
"""Languages whose prose has digits of its own. Codes and numbers to call stay as they are."""

WRITTEN_AS = {"es": "es-US"}
"""The country whose numbers a language has: in the US, 43.280 is not 43,280 in Spanish."""

LIVED = 1800
"""Nobody who reads this dates an earlier year; one typed into another calendar's boxes is told as
it was typed."""

ENGLISH = {False: "d MMMM y", True: "EEEE d MMMM y"}


def day_in(language: str, day: date, *, weekday: bool = False) -> str:
    """Return a day in words, never 03/04: 27 November 2026; with its weekday on request."""
    common = common_day_in(language, day, weekday=weekday)
    if (home := HOME.get(language)) is None or day.year < LIVED:
        return common
    year, month, number = said_in(home, day)
    own = in_digits_of(language, f"{number} {month_names(home, language)[month - 1]} {year}")
    return f"{common} ({own})"


def common_day_in(language: str, day: date, *, weekday: bool = False) -> str:
    """Return the day in the Gregorian calendar alone."""
    locale = _locale(language)
    pattern = locale.date_formats["full" if weekday else "long"].pattern
    if locale.language == "en":
        pattern = ENGLISH[weekday]
    return in_digits_of(language, format_date(day, pattern, locale=locale))


def month_in(language: str, day: date) -> str:
    """Return the month of a day: November 2026."""
    return in_digits_of(language, format_skeleton("yMMMM", day, locale=_locale(language)))


def number_in(language: str, number: int | Decimal) -> str:
    """Return a number with its thousands separated: 43,280."""
    return in_digits_of(language, format_decimal(number, locale=_locale(language)))


def in_digits_of(language: str, text: str) -> str:
    """Return a number in the digits of this language."""
    return text.translate(DIGITS.get(language, {}))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(WRITTEN_AS.get(language, language), sep="-")


def month_names(calendar: Calendar, language: str) -> tuple[str, ...]:
    """Return the twelve names in this language (Ethiopian: thirteen), or else in English."""
    names = MONTH_NAMES[calendar]
    return names.get(language) or names.get(language.partition("-")[0]) or names["en"]


MONTH_NAMES: Mapping[Calendar, Mapping[str, tuple[str, ...]]] = {
    Calendar(calendar): {tag: tuple(names) for tag, names in by_language.items()}
    for calendar, by_language in table_beside(__file__).items()
}
