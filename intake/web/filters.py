"""How templates show sentences, days and languages in the reader's own way."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from flask import Flask
from flask_babel import get_locale, gettext
from markupsafe import Markup, escape

from intake.questionnaire.localized_dates import (
    common_day_in,
    day_in,
    in_digits_of,
    month_in,
    number_in,
)
from intake.words import Sentence, Value


def set_up(app: Flask) -> None:
    """Give the templates these filters."""
    app.jinja_env.filters.update(
        sentence=translated,
        longdate=long_date,
        weekday=long_date_with_weekday,
        digits=in_digits,
        language_name=language_name,
        whole=whole,
    )


FORM = re.compile(r"\b(?:[A-Z]-\w+|check-in)\b", re.ASCII)
"""The name of a paper or a number on it, such as I-589 and A-number, or of an appointment."""
WHOLE = Markup('<bdi class="whole" dir="ltr">{}</bdi>')


def whole(text: str) -> Markup:
    """The text, with such names kept on one line and from turning what is around them."""
    said = escape(text)
    for name in dict.fromkeys(FORM.findall(text)):
        said = said.replace(name, WHOLE.format(name))
    return said


def translated(sentence: Sentence) -> str:
    """A core sentence in the reader's language, its values put where that language has them."""
    text = gettext(sentence.text)
    if sentence.values:
        text %= {name: _shown(value) for name, value in sentence.values}
    return f"{text} {translated(sentence.then)}" if sentence.then else text


def long_date(day: date) -> str:
    """A day with its month's name: 27 November 2026. Never 03/04."""
    return day_in(spoken(), day)


def long_date_with_weekday(day: date) -> str:
    """A day with its weekday: Friday 27 November 2026."""
    return day_in(spoken(), day, weekday=True)


def common_date(day: date) -> str:
    """A day in the common calendar alone, where the reader's own stands beside it already."""
    return common_day_in(spoken(), day)


def month_and_year(day: date) -> str:
    """A month with its name: November 2026."""
    return month_in(spoken(), day)


def in_digits(number: int | str) -> str:
    """A number in the digits of the reader's prose."""
    return in_digits_of(spoken(), str(number))


def spoken() -> str:
    """The tag of the language that days and numbers are told in."""
    return str(get_locale()).replace("_", "-")


def language_name(tag: str) -> str:
    """A language's name as the reader calls it; the tag itself where nobody has named it."""
    names = get_locale().languages
    key = tag.replace("-", "_")
    return str(names.get(key) or names.get(key.partition("_")[0]) or tag)


def _shown(value: Value) -> str:
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, int | Decimal):
        return number_in(spoken(), value)
    return gettext(value) if value else ""
