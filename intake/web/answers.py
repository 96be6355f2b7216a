"""Answers in words, for the check page and for the desk."""

import hmac
from collections.abc import Iterable
from hashlib import sha256

from flask import url_for
from flask_babel import get_locale, gettext

from intake.frozen import record
from intake.questionnaire.answers import Answer
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.asylum.opened import with_ticks_shown
from intake.questionnaire.countries import COUNTRIES
from intake.questionnaire.dates import Calendar, Precision, SaidDate
from intake.questionnaire.journey import Draft, questions_asked
from intake.questionnaire.languages import LANGUAGES
from intake.questionnaire.localized_dates import month_names
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
    Question,
    Tick,
    YesNo,
)
from intake.questionnaire.sections import Page
from intake.questionnaire.wording import whom_of, worded
from intake.sealing.sheets import normal_letters
from intake.web.filters import common_date, in_digits, language_name, long_date, month_and_year
from intake.web.locale import language
from intake.words import Labels

IN_CALENDAR: Labels[Calendar] = {
    Calendar.GREGORIAN: "%(date)s",
    Calendar.SOLAR_HIJRI: "%(date)s in the Solar Hijri calendar",
    Calendar.ETHIOPIAN: "%(date)s in the Ethiopian calendar",
    Calendar.HIJRI: "%(date)s in the Hijri calendar",
}
ENGLISH = {spoken.tag: spoken.english for spoken in LANGUAGES}


def shown(question: Question, answer: Answer) -> list[str]:
    """Return the lines of an answer in the reader's language. Typed text stays as it is."""
    if isinstance(question, LongText):
        return str(answer).splitlines()
    lines = []
    for value in answer if isinstance(answer, tuple) else (answer,):
        lines += (
            date_lines(value) if isinstance(value, SaidDate) else [_words(question, str(value))]
        )
    return lines


def country_name(code: str) -> str:
    """Return the name of a country in the reader's language."""
    if name := get_locale().territories.get(code):
        return str(name)
    return gettext(dict(COUNTRIES).get(code, code))


def spoken_name(tag: str) -> str:
    """Return the name of a language in the reader's language. ``other`` is one not on the list."""
    if tag == "other":
        return gettext("Another language")
    named = language_name(tag)
    return ENGLISH.get(tag, tag) if named == tag else named


def date_lines(answer: SaidDate) -> list[str]:
    """Return a date as it was said, then the days that it means in the common calendar."""
    lines = [_date_text(answer)] if answer.said else []
    if answer.calendar is not Calendar.GREGORIAN and answer.first and answer.last:
        first, last = common_date(answer.first), common_date(answer.last)
        lines.append(
            gettext("That is %(day)s.", day=first)
            if answer.first == answer.last
            else gettext("That is between %(first)s and %(last)s.", first=first, last=last)
        )
    if answer.words:
        lines.append(gettext("“%(words)s”", words=answer.words))
    return lines or [gettext(NOT_SURE.says)]


def _words(question: Question, value: str) -> str:
    if isinstance(question, Choice | YesNo | Choices):
        return gettext(
            next((option.says for option in question.options if option.code == value), value)
        )
    if isinstance(question, Tick):
        return gettext(YES.says)
    if isinstance(question, Country):
        return country_name(value)
    if isinstance(question, Language | Languages):
        return spoken_name(value)
    if isinstance(question, Money):
        return gettext("%(amount)s US dollars", amount=value)
    return value


def _date_text(answer: SaidDate) -> str:
    """Return a date in its own calendar, as precise as it was said."""
    year, *rest = (int(part) for part in answer.said.split("-"))
    if answer.precision is Precision.YEAR:
        text = in_digits(year)
    elif answer.calendar is Calendar.GREGORIAN and answer.first:
        text = (
            long_date(answer.first)
            if answer.precision is Precision.DAY
            else month_and_year(answer.first)
        )
    else:
        names = month_names(answer.calendar, language())
        month = names[rest[0] - 1] if rest[0] <= len(names) else str(rest[0])
        text = in_digits(" ".join([*map(str, rest[1:]), month, str(year)]))
    return gettext(IN_CALENDAR[answer.calendar], date=text)


@record
class Row:
    """One answer of the check page."""

    id: str
    label: str
    shown: list[str]
    change_url: str


def rows_of(draft: Draft, pages: Iterable[Page], endpoint: str) -> list[Row]:
    """Return a row for each question on these pages. *endpoint* shows one page to change it."""
    counting = questions_asked(draft.answers, as_of=draft.as_of)
    answers = with_ticks_shown(draft.answers).only({*counting, so_far.id})
    return [
        Row(
            id=question.id,
            label=label_of(question, draft),
            shown=_shown(question, draft),
            change_url=url_for(endpoint, number=ASYLUM.numbers[page.id]),
        )
        for page in pages
        for question in page.questions
        if question.id in answers or page.asks(question.id, answers, draft.as_of)
    ]


def label_of(question: Question, draft: Draft) -> str:
    """Return the question in words for the applicant or for the helper who fills in."""
    return gettext(worded(question, whom_of(draft)).says)


def _shown(question: Question, draft: Draft) -> list[str]:
    if question.id not in draft.answers:
        ticks = with_ticks_shown(draft.answers).codes(so_far) if question is so_far else ()
        return shown(worded(question, whom_of(draft)), ticks)
    if not draft.shows(question):
        return [gettext("We have your answer. We do not show it here.")]
    answer = draft.answers[question.id]
    if draft.helped and isinstance(question, Choices):
        # A helper must not see private options, even if they were chosen before the helper came.
        private = {option.code for option in question.options if option.private}
        if private:
            answer = tuple(code for code in draft.answers.chosen(question) if code not in private)
    return shown(worded(question, whom_of(draft)), answer)


def asked_groups(seed: bytes, *, total: int) -> tuple[int, ...]:
    """Return two different numbers from 1 to *total*, always the same for one seed."""
    digest = sha256(b"asked groups\n" + seed).digest()
    first = digest[0] % total
    second = (first + 1 + digest[1] % (total - 1)) % total
    return tuple(sorted((first + 1, second + 1)))


def is_group(typed: str, expected: str) -> bool:
    """Return true if *typed* is the group, however its letters and spaces were written."""
    return hmac.compare_digest(normal_letters(typed).encode(), normal_letters(expected).encode())
