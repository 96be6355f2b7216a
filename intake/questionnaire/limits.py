"""Limits of answers. Beyond them a sentence beside the field says what to do."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import assert_never

from intake.questionnaire.countries import CODES
from intake.questionnaire.dates import Calendar, NotADate, SaidDate, days_meant, said_date
from intake.questionnaire.languages import TAGS
from intake.questionnaire.questions import (
    Choice,
    Choices,
    Country,
    Date,
    Dates,
    Email,
    Language,
    Languages,
    LongText,
    Money,
    Number,
    Phone,
    Question,
    Span,
    Text,
    Tick,
    YesNo,
)
from intake.words import Labels, Sentence, say

_Choosing = Choice | YesNo | Choices | Country | Language | Languages | Tick

LONGEST_OWN_WORDS = 200
CHOOSE = Sentence("Choose an answer on this page.")
WRITE = Sentence("Enter your answer in words.")
NO_NUMBER = Sentence("Enter a number, such as 3.")
NO_AMOUNT = Sentence("Enter an amount in dollars, such as 1200.")
NO_DATE = Sentence("We could not read this date. Check the day, month and year.")


def problem_with(question: Question, value: object, *, today: date) -> Sentence | None:
    """Return what to do about an answer beyond its limits or of the wrong shape, or ``None``.

    ``value`` is an answer as it would be kept. A half-known date is fine if any of its days is.
    """
    match question:
        case (
            Choice() | YesNo() | Choices() | Country() | Language() | Languages() | Tick() as choice
        ):
            return _not_offered(choice, value)
        case Text() | LongText() | Phone() | Email():
            return _too_long(value, question.longest)
        case Number():
            return _number(value, question.least, question.most)
        case Money():
            return _amount(value, question.most)
        case Date():
            return _date(value, question.span, today)
        case Dates():
            return _dates(value, question, today)
        case _:
            assert_never(question)


def codes_of(question: _Choosing) -> Collection[str]:
    """Return all codes that an answer to this question may have."""
    match question:
        case Country():
            return CODES
        case Language() | Languages():
            return TAGS
        case Tick():
            return ("yes",)
        case _:
            return tuple(option.code for option in question.options)


def looks_like_another_calendar(
    answer: SaidDate, *, today: date, span: Span | None = None
) -> Calendar | None:
    """Return the calendar that was perhaps meant: a question to ask, never an assumption.

    Either the numbers make no sense where they were said and do in the other one (1380 in a
    Gregorian box), or the year is an Ethiopian one that would be a good Gregorian one too.
    """
    if not answer.known:
        return None
    numbers = [int(part) for part in answer.said.split("-")]
    fits = {calendar: _fits(calendar, numbers, span, today) for calendar in Calendar}
    if not fits[answer.calendar]:
        others = (Calendar.GREGORIAN, Calendar.SOLAR_HIJRI, Calendar.HIJRI, Calendar.ETHIOPIAN)
        return next((calendar for calendar in others if fits[calendar]), None)
    if answer.calendar is Calendar.ETHIOPIAN and fits[Calendar.GREGORIAN]:
        return Calendar.GREGORIAN
    return None


def other_readings(
    answer: SaidDate, *, span: Span, today: date, home: Calendar
) -> tuple[SaidDate, ...]:
    """Return the same numbers in the other calendars, where the days they mean are within limits.

    The Ethiopian calendar only for readers whose language uses it: most years fit in both.
    """
    if not answer.known:
        return ()
    numbers = [int(part) for part in answer.said.split("-")]
    return tuple(
        said_date(answer.said, calendar)
        for calendar in Calendar
        if calendar is not answer.calendar
        and (calendar is not Calendar.ETHIOPIAN or home is Calendar.ETHIOPIAN)
        and _fits(calendar, numbers, span, today)
    )


def _not_offered(question: _Choosing, value: object) -> Sentence | None:
    many = isinstance(question, Choices | Languages)
    chosen = value if many else (value,)
    offered = codes_of(question)
    if isinstance(chosen, tuple) and chosen and all(code in offered for code in chosen):
        return None
    return CHOOSE


def _too_long(value: object, longest: int) -> Sentence | None:
    if not isinstance(value, str) or not value:
        return WRITE
    if len(value) > longest:
        return say(
            "Please make your answer %(more)s characters shorter.", more=len(value) - longest
        )
    return None


def _number(value: object, least: int, most: int) -> Sentence | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return NO_NUMBER
    if not least <= value <= most:
        return say("Enter a number from %(least)s to %(most)s.", least=least, most=most)
    return None


def _amount(value: object, most: int) -> Sentence | None:
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return NO_AMOUNT
    if not Decimal(value).is_finite():
        return NO_AMOUNT
    if not 0 <= value <= most:
        return say("Enter an amount from %(least)s to %(most)s dollars.", least=0, most=most)
    return None


def _dates(value: object, question: Dates, today: date) -> Sentence | None:
    if not isinstance(value, tuple) or not value:
        return NO_DATE
    if len(value) > question.most:
        return say("You can add up to %(most)s dates here.", most=question.most)
    problems = (_date(answer, question.span, today) for answer in value)
    return next((problem for problem in problems if problem), None)


def _date(value: object, span: Span, today: date) -> Sentence | None:
    if not isinstance(value, SaidDate):
        return NO_DATE
    if len(value.words) > LONGEST_OWN_WORDS:
        return _too_long(value.words, LONGEST_OWN_WORDS)
    if value.first is None or value.last is None:
        return None
    earliest, latest = _limits(span, today)
    if value.first > latest:
        return say(_TOO_LATE[span], day=latest)
    if value.last < earliest:
        return say("Check the year. Enter a date after %(day)s.", day=earliest)
    return None


_TOO_LATE: Labels[Span] = {
    Span.PAST: "Check the date. It cannot be later than today, %(day)s.",
    Span.BIRTH: "Check the date. It cannot be later than today, %(day)s.",
    Span.COMING: "Check the year. Enter a date before %(day)s.",
    Span.ANY: "Check the year. Enter a date before %(day)s.",
}


def _limits(span: Span | None, today: date) -> tuple[date, date]:
    match span:
        case Span.PAST:
            return date(1900, 1, 1), today
        case Span.BIRTH:
            return _years_from(today, -120), today
        case Span.COMING:
            return _years_from(today, -1), _years_from(today, 10)
        case Span.ANY | None:
            return date(1900, 1, 1), _years_from(today, 10)
        case _:
            assert_never(span)


def _years_from(day: date, years: int) -> date:
    """Return the same day of another year; 28 February if that year has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _fits(calendar: Calendar, numbers: list[int], span: Span | None, today: date) -> bool:
    try:
        first, last = days_meant(calendar, numbers[0], *numbers[1:])
    except NotADate:
        return False
    earliest, latest = _limits(span, today)
    return first <= latest and last >= earliest
