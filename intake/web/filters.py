"""Template filters for sentences, days, numbers and languages in the reader's language."""

import re
from datetime import date, timedelta
from decimal import Decimal

from flask import Flask
from flask_babel import get_locale, gettext, ngettext
from markupsafe import Markup, escape

from intake.questionnaire.localized_dates import (
    common_day_in,
    day_in,
    in_digits_of,
    month_in,
    number_in,
)
from intake.referrals.place import Price
from intake.settings.review import call_address
from intake.web.locale import AUTONYMS
from intake.words import N_, Sentence, Value


def set_up(app: Flask) -> None:
    """Add the filters, ``call_address`` for the links of phone numbers, and the words of costs."""
    app.jinja_env.filters.update(
        sentence=translated,
        longdate=long_date,
        weekday=long_date_with_weekday,
        days=days_text,
        digits=in_digits,
        language_name=language_name,
        autonym=autonym,
        month=month_and_year,
        hours=hours_in_words,
        whole=whole,
        with_links=with_links,
    )
    app.jinja_env.globals.update(call_address=call_address, costs=COSTS)


FORM = re.compile(r"\b(?:[A-Z]-\w+|check-in)\b", re.ASCII)
"""Name of a form, number or appointment with a hyphen, such as I-589, A-number and check-in."""
CONTACT = re.compile(
    r"\b(?P<phone>(?:1-)?\d{3}-\d{3}-\d{4}|911|211)\b"
    r"|\b(?P<web>(?:[a-z0-9-]+\.)+(?:gov|org|com)(?:/[\w/.-]*\w)?)",
    re.ASCII,
)
PHONE = Markup('<a class="call" href="tel:{}"><bdi dir="ltr">{}</bdi></a>')
WEB = Markup('<a href="https://{0}" rel="noopener noreferrer"><bdi dir="ltr">{0}</bdi></a>')
WHOLE = Markup('<bdi class="whole" dir="ltr">{}</bdi>')


def whole(text: str) -> Markup:
    """Return the text with such names on one line and isolated from text of another direction."""
    marked = escape(text)
    for name in dict.fromkeys(FORM.findall(text)):
        marked = marked.replace(name, WHOLE.format(name))
    return marked


def with_links(text: str) -> Markup:
    """Return the sentence with its numbers and addresses as links, and names of forms whole.

    Text of any direction keeps them as they are.
    """
    pieces: list[Markup] = []
    end = 0
    for contact in CONTACT.finditer(text):
        phone = contact["phone"]
        pieces += (
            whole(text[end : contact.start()]),
            PHONE.format(phone.replace("-", ""), phone) if phone else WEB.format(contact["web"]),
        )
        end = contact.end()
    return Markup("").join([*pieces, whole(text[end:])])


def translated(sentence: Sentence) -> str:
    """Return a core sentence with its values in the reader's language."""
    text = gettext(sentence.text)
    if sentence.values:
        text %= {name: _value_text(value) for name, value in sentence.values}
    return f"{text} {translated(sentence.then)}" if sentence.then else text


def long_date(day: date) -> str:
    """Return a day with the name of its month: 27 November 2026. Never 03/04."""
    return day_in(spoken(), day)


def long_date_with_weekday(day: date) -> str:
    """Return a day with its weekday: Friday 27 November 2026."""
    return day_in(spoken(), day, weekday=True)


def common_date(day: date) -> str:
    """Return a day in the common calendar, for a place that shows the reader's own as well."""
    return common_day_in(spoken(), day)


def month_and_year(day: date) -> str:
    """Return a month with its name: November 2026."""
    return month_in(spoken(), day)


def days_text(span: timedelta) -> str:
    """Return a number of days: 30 days."""
    number = number_in(spoken(), span.days)
    return ngettext("%(days)s day", "%(days)s days", span.days, days=number)


def in_digits(number: int | str) -> str:
    """Return a number in the digits of the reader's language."""
    return in_digits_of(spoken(), str(number))


def spoken() -> str:
    """Return the tag of the language for days and numbers."""
    return str(get_locale()).replace("_", "-")


def language_name(tag: str) -> str:
    """Return the name of a language in the reader's language, or its tag if it has none."""
    names = get_locale().languages
    key = tag.replace("-", "_")
    return str(names.get(key) or names.get(key.partition("_")[0]) or tag)


def autonym(tag: str) -> str:
    """Return the own name of a language."""
    return AUTONYMS.get(tag) or language_name(tag)


def _value_text(value: Value) -> str:
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, int | Decimal):
        return number_in(spoken(), value)
    return value  # a name, a number to call or an address: the same in every language


COSTS = {
    Price.FREE: "",
    Price.LOW: N_("Free or low cost."),
    Price.PAID: N_("These lawyers charge a fee."),
}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DASH = "\u2013"
_DAY = "|".join(DAYS)
SPAN = re.compile(
    rf"(?P<first>{_DAY})(?:-(?P<last>{_DAY}))? (?P<opens>\d+:\d\d)-(?P<closes>\d+:\d\d)", re.ASCII
)
"""Days and hours as the data has them: ``Mon-Fri 9:00-17:00``; several are joined by a comma."""


def hours_in_words(hours: str) -> str:
    """Return the hours with days and digits of the reader's language; other text as it is."""
    if hours == "24/7":
        return gettext("Day and night")
    names, spans = get_locale().days["format"]["wide"], []
    for part in hours.split(", "):
        if (span := SPAN.fullmatch(part)) is None:
            return hours
        ends = [names[DAYS.index(day)] for day in (span["first"], span["last"]) if day]
        opens, closes = in_digits(span["opens"]), in_digits(span["closes"])
        spans.append(f"{DASH.join(ends)} {opens}{DASH}{closes}")
    return " · ".join(spans)
