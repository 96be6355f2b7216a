"""Answers in words: as the check page shows them to who gave them, and the desk to who reads."""

from __future__ import annotations

from datetime import date

from flask_babel import get_locale, gettext

from intake.questionnaire.answers import Answer
from intake.questionnaire.countries import COUNTRIES
from intake.questionnaire.dates import Calendar, Precision, SaidDate
from intake.questionnaire.languages import LANGUAGES
from intake.questionnaire.month_names import month_names
from intake.questionnaire.questions import (
    NOT_SURE,
    YES,
    Choice,
    Choices,
    Country,
    Language,
    Languages,
    LongText,
    Money,
    Option,
    Question,
    Tick,
    YesNo,
)
from intake.web.filters import (
    common_date,
    in_digits,
    language_name,
    long_date,
    month_and_year,
)
from intake.web.locale import language
from intake.words import N_

SAID_IN = {
    Calendar.GREGORIAN: N_("%(date)s"),
    Calendar.SOLAR_HIJRI: N_("%(date)s in the Solar Hijri calendar"),
    Calendar.ETHIOPIAN: N_("%(date)s in the Ethiopian calendar"),
    Calendar.HIJRI: N_("%(date)s in the Hijri calendar"),
}
ENGLISH = {spoken.tag: spoken.english for spoken in LANGUAGES}


def shown(question: Question, answer: Answer) -> list[str]:
    """The answer in the reader's language, a line each; what was typed, letter by letter."""
    if isinstance(question, LongText):
        return str(answer).splitlines()
    every = answer if isinstance(answer, tuple) else (answer,)
    return [line for one in every for line in _lines(question, one)]


def country_name(code: str) -> str:
    """A country as the reader calls it."""
    if name := get_locale().territories.get(code):
        return str(name)
    return gettext(dict(COUNTRIES).get(code, code))


def spoken_name(tag: str) -> str:
    """A language as the reader calls it; ``other`` stands for one that the list does not have."""
    if tag == "other":
        return gettext("Another language")
    named = language_name(tag)
    return ENGLISH.get(tag, tag) if named == tag else named


def date_lines(said: SaidDate) -> list[str]:
    """A date as it was said, then which days that means where it does not say so itself."""
    lines = [_said(said)] if said.said else []
    if said.calendar is not Calendar.GREGORIAN and said.first and said.last:
        lines.append(_meant(said.first, said.last))
    if said.words:
        lines.append(gettext("“%(words)s”", words=said.words))
    return lines or [gettext(NOT_SURE.says)]


def _lines(question: Question, one: object) -> list[str]:
    return date_lines(one) if isinstance(one, SaidDate) else [_words(question, str(one))]


def _words(question: Question, said: str) -> str:
    if isinstance(question, Choice | YesNo | Choices):
        return gettext(_option(question.options, said))
    if isinstance(question, Tick):
        return gettext(YES.says)
    if isinstance(question, Country):
        return country_name(said)
    if isinstance(question, Language | Languages):
        return spoken_name(said)
    if isinstance(question, Money):
        return gettext("%(amount)s US dollars", amount=said)
    return said


def _option(options: tuple[Option, ...], code: str) -> str:
    return next((option.says for option in options if option.code == code), code)


def _said(said: SaidDate) -> str:
    year, *rest = (int(part) for part in said.said.split("-"))
    if said.precision is Precision.YEAR:
        text = in_digits(year)
    elif said.calendar is Calendar.GREGORIAN and said.first:
        text = _common(said.first, said.precision)
    else:
        names = month_names(said.calendar, language())
        month = names[rest[0] - 1] if rest[0] <= len(names) else str(rest[0])
        text = in_digits(" ".join([*map(str, rest[1:]), month, str(year)]))
    return gettext(SAID_IN[said.calendar], date=text)


def _common(first: date, precision: Precision) -> str:
    return long_date(first) if precision is Precision.DAY else month_and_year(first)


def _meant(first: date, last: date) -> str:
    if first == last:
        return gettext("This is %(day)s.", day=common_date(first))
    return gettext(
        "This is between %(first)s and %(last)s.", first=common_date(first), last=common_date(last)
    )
