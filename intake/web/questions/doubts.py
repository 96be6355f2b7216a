"""Dates that may be meant otherwise: asked about, never changed by us.

One that its limits allow is kept by whoever is sure of it; of any other nobody can be sure, and
whoever does not know better goes on without it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask_babel import gettext

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum.dates import last_arrival_date
from intake.questionnaire.asylum.you import birth_date
from intake.questionnaire.dates import Calendar, SaidDate, said_date
from intake.questionnaire.limits import (
    LONGEST_OWN_WORDS,
    looks_like_another_calendar,
    other_readings,
    problem_with,
)
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
_BESIDE = {birth_date.id: last_arrival_date, last_arrival_date.id: birth_date}
"""Nobody comes before they are born."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A date as it was said, and what it may have meant; or an age that nobody reaches.

    ``fits`` tells whether its limits allow it, so that it may be right. ``is_earlier`` is one that
    was kept on another page, and that the one on this page cannot stand beside.
    """

    said: SaidDate
    fits: bool
    meant: SaidDate | None = None
    years: int = 0
    is_earlier: bool = False

    @property
    def asks(self) -> str:
        """The heading of the page that asks."""
        return gettext("Is this date right?")

    @property
    def because(self) -> str:
        """What two dates say together; of one, nothing but the date itself."""
        if not self.is_earlier:
            return ""
        return gettext(
            "By these dates, the person came into the US before they were born. "
            "If the first date is right, change the other one in your answers."
        )

    @property
    def wrote(self) -> str:
        """How the date is introduced."""
        return gettext("You wrote before") if self.is_earlier else gettext("You wrote")

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
    question: Question, answer: Answer | None, kept: Answers, *, today: date, home: Calendar
) -> tuple[Doubt, ...]:
    """What to ask before this answer is kept. ``home`` is the calendar of the reader's language."""
    if not isinstance(question, Date | Dates):
        return ()
    dates = [one for one in _several(answer) if isinstance(one, SaidDate) and one.known]
    found = (_doubt(question, one, today=today, home=home) for one in dates)
    return tuple(one for one in found if one) or _unborn(
        question, answer, kept, today=today, home=home
    )


def beyond_doubt(answer: Any, doubts: tuple[Doubt, ...]) -> Any:
    """The answer as its limits are held against it: a date in doubt is asked about instead."""
    return _with(answer, {doubt.said: _undated(doubt.said) for doubt in doubts})


def not_sure_of(answer: Any, doubts: tuple[Doubt, ...]) -> Any:
    """The answer without the dates that cannot be right: of these, what was said stays as words."""
    return _with(answer, {doubt.said: _in_words(doubt.said) for doubt in doubts if not doubt.fits})


def doubts_to_ask(form: Any, kept: Answers, sent: Any) -> tuple[Doubt | Odd, ...]:
    """The doubts about what was sent, unless the person is sure, or kept the same before.

    What cannot be right is asked about each time.
    """
    if form.errors or any(button in sent for button in ("fix", "more", "skip")):
        return ()
    sure = sent.getlist("sure")
    return tuple(
        doubt
        for field in form
        for doubt in field.doubts
        if field.name not in sure and not (doubt.fits and kept.get(field.name) == field.data)
    )


def typed_parts(rows: Collection[tuple[str, Mapping[str, str]]]) -> list[tuple[str, str]]:
    """Names and values that post these dates once more."""
    return [(f"{name}-{part}", text) for name, parts in rows for part, text in parts.items()]


def _doubt(question: Date | Dates, said: SaidDate, *, today: date, home: Calendar) -> Doubt | None:
    guess = looks_like_another_calendar(said, today=today, span=question.span)
    unlikely = guess is Calendar.ETHIOPIAN and home is not Calendar.ETHIOPIAN
    fits = _fits(question, said, today=today)
    if guess and not unlikely:
        return Doubt(said=said, meant=said_date(said.said, guess), fits=fits)
    if recent := _recent(question, said, today=today, home=home):
        return Doubt(said=said, meant=recent, fits=fits)
    if fits or question.span is not Span.BIRTH or said.last is None or said.last > today:
        return None
    return Doubt(said=said, years=today.year - said.last.year, fits=False)


def _unborn(
    question: Date | Dates,
    answer: Answer | None,
    kept: Answers,
    *,
    today: date,
    home: Calendar,
) -> tuple[Doubt, ...]:
    """Both dates, where by them somebody came before they were born."""
    other = _BESIDE.get(question.id)
    earlier = kept.get(other.id) if other else None
    if other is None or not isinstance(answer, SaidDate) or not isinstance(earlier, SaidDate):
        return ()
    in_order = _born_first if question.id == birth_date.id else _came_last
    if in_order(answer, earlier):
        return ()
    readings = partial(other_readings, today=today, home=home)
    meant = (one for one in readings(answer, span=question.span) if in_order(one, earlier))
    before = (one for one in readings(earlier, span=other.span) if in_order(answer, one))
    return (
        Doubt(said=answer, meant=next(meant, None), fits=True),
        Doubt(said=earlier, meant=next(before, None), fits=True, is_earlier=True),
    )


def _born_first(born: SaidDate, came: SaidDate) -> bool:
    return born.first is None or came.last is None or born.first <= came.last


def _came_last(came: SaidDate, born: SaidDate) -> bool:
    return _born_first(born, came)


def _fits(question: Date | Dates, said: SaidDate, *, today: date) -> bool:
    alone = replace(said, words="")
    value = (alone,) if isinstance(question, Dates) else alone
    return problem_with(question, value, today=today) is None


def _recent(
    question: Date | Dates, said: SaidDate, *, today: date, home: Calendar
) -> SaidDate | None:
    """The same numbers in the calendar taken for this one, if those are of the last two years.

    Ethiopian years look like common ones, and Hijri is half of the name of Solar Hijri.
    """
    taken_for = {Calendar.HIJRI: Calendar.SOLAR_HIJRI}
    if home is Calendar.ETHIOPIAN:
        taken_for[Calendar.GREGORIAN] = Calendar.ETHIOPIAN
    calendar = taken_for.get(said.calendar)
    if calendar is None or question.span is not Span.PAST:
        return None
    readings = other_readings(said, span=question.span, today=today, home=home)
    meant = next((one for one in readings if one.calendar is calendar), None)
    return meant if meant and meant.last and meant.last >= today - LATELY else None


def _several(answer: Answer | None) -> tuple[object, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def _with(answer: Any, instead: Mapping[SaidDate, SaidDate]) -> Any:
    if isinstance(answer, tuple):
        return tuple(instead.get(one, one) for one in answer)
    return instead.get(answer, answer)


def _undated(said: SaidDate) -> SaidDate:
    return replace(said, first=None, last=None)


def _in_words(said: SaidDate) -> SaidDate:
    both = f"{said.said} {said.words}".strip()
    return SaidDate(words=both if len(both) <= LONGEST_OWN_WORDS else said.words)
