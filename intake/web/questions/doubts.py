"""Dates that may be meant otherwise: asked about once, never refused, never changed by us."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.dates import Calendar, NotADate, SaidDate, said_date
from intake.questionnaire.limits import looks_like_another_calendar, problem_with
from intake.questionnaire.questions import Date, Dates, Question, Span
from intake.web.answers import date_lines
from intake.web.questions.odd import Odd
from intake.words import N_

MAYBE = {
    Calendar.GREGORIAN: N_("If you meant the common calendar"),
    Calendar.SOLAR_HIJRI: N_("If you meant the Solar Hijri calendar"),
    Calendar.ETHIOPIAN: N_("If you meant the Ethiopian calendar"),
    Calendar.HIJRI: N_("If you meant the Hijri calendar"),
}
LATELY = timedelta(days=731)
"""Two years: where eight more or fewer decide what can still be done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A date as it was said, and what it may have meant; or an age that nobody reaches."""

    said: SaidDate
    meant: SaidDate | None = None
    years: int = 0

    @property
    def asks(self) -> str:
        """The heading of the page that asks."""
        return gettext("Is this date right?")

    @property
    def because(self) -> str:
        """Nothing but the dates themselves."""
        return ""

    @property
    def maybe(self) -> str:
        """How the other meaning is introduced."""
        return gettext(MAYBE[self.meant.calendar]) if self.meant else ""

    @property
    def said_lines(self) -> list[str]:
        """The date in words, as it was said."""
        return date_lines(self.said)

    @property
    def meant_lines(self) -> list[str]:
        """The other date in words."""
        return date_lines(self.meant) if self.meant else []


def doubts_about(
    question: Question, answer: Answer | None, *, today: date, home: Calendar
) -> tuple[Doubt, ...]:
    """What to ask before this answer is kept. ``home`` is the calendar of the reader's language."""
    if not isinstance(question, Date | Dates):
        return ()
    dates = [one for one in _several(answer) if isinstance(one, SaidDate) and one.known]
    found = (_doubt(question, one, today=today, home=home) for one in dates)
    return tuple(one for one in found if one)


def beyond_doubt(answer: Any, doubts: tuple[Doubt, ...], *, ahead_from: date | None) -> Any:
    """The answer as its limits are held against it: a date in doubt is asked about instead.

    Once somebody is sure, a date ahead of ``ahead_from`` has its limits, too: a year of another
    calendar would put a deadline centuries away.
    """
    doubtful = {doubt.said for doubt in doubts if not _is_ahead(doubt.said, ahead_from)}
    if isinstance(answer, tuple):
        return tuple(_undated(one) if one in doubtful else one for one in answer)
    return _undated(answer) if answer in doubtful else answer


def doubts_to_ask(form: Any, kept: Answers, sent: Any) -> tuple[Doubt | Odd, ...]:
    """The doubts about what was sent, unless the person is sure, or kept the same before."""
    if form.errors or any(button in sent for button in ("fix", "more", "skip")):
        return ()
    sure = sent.getlist("sure")
    return tuple(
        doubt
        for field in form
        for doubt in field.doubts
        if field.name not in sure and kept.get(field.name) != field.data
    )


def typed_parts(rows: Collection[tuple[str, Mapping[str, str]]]) -> list[tuple[str, str]]:
    """Names and values that post these dates once more."""
    return [(f"{name}-{part}", text) for name, parts in rows for part, text in parts.items()]


def _doubt(question: Date | Dates, said: SaidDate, *, today: date, home: Calendar) -> Doubt | None:
    guess = looks_like_another_calendar(said, today=today, span=question.span)
    unlikely = guess is Calendar.ETHIOPIAN and home is not Calendar.ETHIOPIAN
    if guess and not unlikely:
        return Doubt(said=said, meant=said_date(said.said, guess))
    if home is Calendar.ETHIOPIAN and (recent := _recent_if_ethiopian(question, said, today=today)):
        return Doubt(said=said, meant=recent)
    return _too_old(question, said, today=today)


def _recent_if_ethiopian(question: Date | Dates, said: SaidDate, *, today: date) -> SaidDate | None:
    """The same numbers in the Ethiopian calendar, where those would be of the last two years."""
    if said.calendar is not Calendar.GREGORIAN or question.span is not Span.PAST:
        return None
    try:
        meant = said_date(said.said, Calendar.ETHIOPIAN)
    except NotADate:
        return None
    if meant.first is None or meant.last is None:
        return None
    return meant if meant.first <= today and meant.last >= today - LATELY else None


def _too_old(question: Date | Dates, said: SaidDate, *, today: date) -> Doubt | None:
    if question.span is not Span.BIRTH or said.last is None or said.last > today:
        return None
    alone = replace(said, words="")
    value = (alone,) if isinstance(question, Dates) else alone
    if problem_with(question, value, today=today) is None:
        return None
    return Doubt(said=said, years=today.year - said.last.year)


def _several(answer: Answer | None) -> tuple[object, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def _is_ahead(said: SaidDate, day: date | None) -> bool:
    return day is not None and said.first is not None and said.first > day


def _undated(said: SaidDate) -> SaidDate:
    return replace(said, first=None, last=None)
