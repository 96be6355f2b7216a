"""Dates that may mean another day: the page asks about them, and never changes them.

A date within its limits is saved as it is if the applicant is sure. A date beyond its limits is
never saved; an applicant who knows no better date goes on without one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from markupsafe import escape

from intake.frozen import frozen, record
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum.dates import last_arrival_date
from intake.questionnaire.asylum.you import birth_date
from intake.questionnaire.dates import Calendar, Precision, SaidDate, said_date
from intake.questionnaire.limits import looks_like_another_calendar, other_readings, problem_with
from intake.questionnaire.questions import Date, Dates, Question, Span
from intake.questionnaire.tidy import digits_of_any_script
from intake.web.answers import IN_CALENDAR, date_lines
from intake.web.questions.choices import home_calendar
from intake.words import N_, Labels

MAYBE: Labels[Calendar] = {
    Calendar.GREGORIAN: "If you meant the international calendar",
    Calendar.SOLAR_HIJRI: "If you meant the Solar Hijri calendar",
    Calendar.ETHIOPIAN: "If you meant the Ethiopian calendar",
    Calendar.HIJRI: "If you meant the Hijri calendar",
}
CHOICES: Labels[Precision] = {
    Precision.MONTH: "Only the month and year",
    Precision.YEAR: "Only the year",
    Precision.UNKNOWN: "I do not know",
}
"""The choices that leave out a part of a date, by what they leave."""

LATELY = timedelta(days=731)
"""Two years. Within them, a calendar that is eight years off decides what can still be done."""
_COMPARED_WITH = {birth_date.id: last_arrival_date, last_arrival_date.id: birth_date}
"""Dates that are compared with each other: nobody arrives before birth."""


@frozen
class Doubt:
    """A date as it was said, and the date that it may mean; or an age that nobody reaches.

    ``fits`` is true if its limits allow it. ``is_earlier`` marks a date saved on another page that
    contradicts the one on this page. With ``chose``, the words of a choice that leaves out a part
    of the date, ``meant`` is what it leaves.
    """

    said: SaidDate
    fits: bool
    meant: SaidDate | None = None
    years: int = 0
    is_earlier: bool = False
    chose: str = ""

    @property
    def asks(self) -> str:
        """Return the heading of the page that asks."""
        return gettext("Is this date right?")

    @property
    def because(self) -> str:
        """Return how two dates contradict each other; empty for one date."""
        if not self.is_earlier:
            return ""
        return gettext(
            "These dates say the arrival in the US was before the birth date. If the first date"
            " is right, change the other one in your answers."
        )

    @property
    def wrote(self) -> str:
        """Return the words before the date."""
        return gettext("You wrote earlier") if self.is_earlier else gettext("You wrote")

    @property
    def maybe(self) -> str:
        """Return the words before the other date."""
        if self.chose:
            return gettext("You also chose")
        return gettext(MAYBE[self.meant.calendar]) if self.meant else ""

    @property
    def may_be_unsure(self) -> bool:
        """Return true if the date may be saved as words beside "I am not sure"."""
        return not self.fits or (self.meant is not None and not self.meant.said)

    @property
    def offer(self) -> str:
        """Return the other date for the button that saves it; empty if this page cannot."""
        if self.is_earlier or self.meant is None or not self.meant.said:
            return ""
        return date_lines(self.meant)[0]

    @property
    def said_lines(self) -> list[str]:
        """Return the date in words, as it was said."""
        return date_lines(self.said)

    @property
    def meant_lines(self) -> list[str]:
        """Return the other date in words, or the choice that leaves it."""
        if self.chose:
            return [gettext(self.chose)]
        return date_lines(self.meant) if self.meant else []


def doubts_about(
    question: Question, answer: Answer | None, saved: Answers, *, today: date
) -> tuple[Doubt, ...]:
    """Return the doubts about an answer."""
    if not isinstance(question, Date | Dates):
        return ()
    dates = [
        value
        for value in (answer if isinstance(answer, tuple) else (answer,))
        if isinstance(value, SaidDate) and value.known
    ]
    doubts = (_doubt(question, date_, today=today) for date_ in dates)
    return tuple(filter(None, doubts)) or _contradiction(question, answer, saved, today=today)


def choice_doubts(
    question: Question,
    answer: Answer | None,
    left: Mapping[SaidDate, SaidDate],
    *,
    today: date,
) -> tuple[Doubt, ...]:
    """Return a doubt about each date within its limits of which a choice leaves less."""
    return tuple(
        Doubt(said=said, fits=True, meant=meant, chose=CHOICES[meant.precision])
        for said, meant in left.items()
        if isinstance(question, Date | Dates)
        and said in (answer if isinstance(answer, tuple) else (answer,))
        and _fits(question, said, today=today)
    )


def undoubted_answer(answer: Any, doubts: tuple[Doubt, ...]) -> Any:
    """Return the answer without the days in doubt, so that no limit refuses them."""
    return _replaced(
        answer, {doubt.said: replace(doubt.said, first=None, last=None) for doubt in doubts}
    )


def meant_answer(answer: Any, doubts: tuple[Doubt, ...]) -> Any:
    """Return the answer with the other date in place of each one in doubt."""
    return _replaced(
        answer,
        {
            doubt.said: replace(doubt.meant, words=doubt.said.words)
            for doubt in doubts
            if doubt.meant and not doubt.is_earlier
        },
    )


def unsure_answer(answer: Any, doubts: tuple[Doubt, ...]) -> Any:
    """Return the answer with the dates that are not known, or cannot be right, as words."""
    in_words = dict[SaidDate, SaidDate]()
    for said in [doubt.said for doubt in doubts if doubt.may_be_unsure]:
        written = gettext(IN_CALENDAR[said.calendar], date=said.said)
        in_words[said] = SaidDate(words=f"{written} {said.words}".strip())
    return _replaced(answer, in_words)


def doubts_to_ask(form: Any, saved: Answers, posted: Any) -> tuple[Doubt | OddShape, ...]:
    """Return the doubts about a form, unless the applicant is sure or saved the same before.

    Ask each time about a date that cannot be right, or beside which less was chosen.
    """
    if form.errors or any(button in posted for button in ("fix", "more", "skip")):
        return ()
    sure = posted.getlist("sure")
    return tuple(
        doubt
        for field in form
        for doubt in field.doubts
        if field.name not in sure
        and (not doubt.fits or doubt.chose or saved.get(field.name) != field.data)
    )


def typed_parts(rows: Collection[tuple[str, Mapping[str, str]]]) -> list[tuple[str, str]]:
    """Return names and values that post these dates again."""
    return [(f"{name}-{part}", text) for name, parts in rows for part, text in parts.items()]


def _doubt(question: Date | Dates, date_: SaidDate, *, today: date) -> Doubt | None:
    guess = looks_like_another_calendar(date_, today=today, span=question.span)
    unlikely = guess is Calendar.ETHIOPIAN and home_calendar() is not Calendar.ETHIOPIAN
    fits = _fits(question, date_, today=today)
    if guess and not unlikely:
        return Doubt(said=date_, meant=said_date(date_.said, guess), fits=fits)
    if recent := _recent(question, date_, today=today):
        return Doubt(said=date_, meant=recent, fits=fits)
    if fits or question.span is not Span.BIRTH or date_.last is None or date_.last > today:
        return None
    return Doubt(said=date_, years=today.year - date_.last.year, fits=False)


def _contradiction(
    question: Date | Dates,
    answer: Answer | None,
    saved: Answers,
    *,
    today: date,
) -> tuple[Doubt, ...]:
    """Return a doubt about each date if by them the applicant arrived before birth."""
    second = _COMPARED_WITH.get(question.id)
    earlier = saved.get(second.id) if second else None
    if second is None or not isinstance(answer, SaidDate) or not isinstance(earlier, SaidDate):
        return ()
    is_birth = question.id == birth_date.id

    def are_in_order(first: SaidDate, second: SaidDate) -> bool:
        birth, arrival = (first, second) if is_birth else (second, first)
        return birth.first is None or arrival.last is None or birth.first <= arrival.last

    if are_in_order(answer, earlier):
        return ()
    answer_readings = other_readings(answer, span=question.span, today=today, home=home_calendar())
    earlier_readings = other_readings(earlier, span=second.span, today=today, home=home_calendar())
    meant = (reading for reading in answer_readings if are_in_order(reading, earlier))
    meant_before = (reading for reading in earlier_readings if are_in_order(answer, reading))
    return (
        Doubt(said=answer, meant=next(meant, None), fits=True),
        Doubt(said=earlier, meant=next(meant_before, None), fits=True, is_earlier=True),
    )


def _fits(question: Date | Dates, date_: SaidDate, *, today: date) -> bool:
    alone = replace(date_, words="")
    value = (alone,) if isinstance(question, Dates) else alone
    return problem_with(question, value, today=today) is None


def _recent(question: Date | Dates, date_: SaidDate, *, today: date) -> SaidDate | None:
    """Return the same numbers in a calendar that is easily confused, if within two years.

    Ethiopian years look like common ones, and Solar Hijri has Hijri in its name.
    """
    taken_for = {Calendar.HIJRI: Calendar.SOLAR_HIJRI}
    if home_calendar() is Calendar.ETHIOPIAN:
        taken_for[Calendar.GREGORIAN] = Calendar.ETHIOPIAN
    calendar = taken_for.get(date_.calendar)
    if calendar is None or question.span is not Span.PAST:
        return None
    readings = other_readings(date_, span=question.span, today=today, home=home_calendar())
    meant = next((reading for reading in readings if reading.calendar is calendar), None)
    return meant if meant and meant.last and meant.last >= today - LATELY else None


def _replaced(answer: Any, replacements: Mapping[SaidDate, SaidDate]) -> Any:
    if isinstance(answer, tuple):
        return tuple(replacements.get(value, value) for value in answer)
    return replacements.get(answer, answer)


FEWEST_DIGITS, MOST_DIGITS = 7, 20
"""Digits of a number with country code, and perhaps an extension (E.164 allows 15)."""
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")

PHONE = (
    N_("Is this phone number right?"),
    N_("Most numbers have at least 10 digits, with the country code."),
)
EMAIL = (
    N_("Is this email address right?"),
    N_("Most addresses look like name@example.org."),
)


@record
class OddShape:
    """A text of unusual shape, and the sentences that ask about it."""

    typed: str
    words: tuple[str, str]
    chose, may_be_unsure = "", False
    fits = True
    """Any shape may be right."""

    @property
    def asks(self) -> str:
        """Return the heading of the page that asks."""
        return gettext(self.words[0])

    @property
    def because(self) -> str:
        """Return the sentence about the usual shape."""
        return gettext(self.words[1])

    @property
    def wrote(self) -> str:
        """Return the words before the text."""
        return gettext("You wrote")

    @property
    def said_lines(self) -> list[str]:
        """Return the text as it was typed."""
        return [self.typed]


def odd_shapes(kind: str, typed: str) -> tuple[OddShape, ...]:
    """Return the doubt about a phone number or an email address; empty for a usual shape."""
    if kind == "phone":
        digits = sum(letter.isdigit() for letter in digits_of_any_script(typed))
        return () if FEWEST_DIGITS <= digits <= MOST_DIGITS else (OddShape(typed, PHONE),)
    if kind == "email":
        return () if ADDRESS.fullmatch(typed) else (OddShape(typed, EMAIL),)
    return ()


BEGIN, END = "\ue000", "\ue001"
"""Characters for private use, which no sentence contains."""

HOLE = re.compile(f"{BEGIN}([^{END}]*){END}")


def hole(place: str) -> str:
    """Return the hole of a place, such as ``court_city`` or ``danger_now=yes``."""
    return f"{BEGIN}{place}{END}"


class PageWithHoles:
    """The HTML of a page, cut at its holes."""

    def __init__(self, html: str) -> None:
        self._pieces = HOLE.split(html)  # text and place in turns; a text comes first and last

    def filled(self, texts: Mapping[str, str]) -> str:
        """Return the page with the text of each place, escaped. Other holes become empty."""
        pieces = self._pieces.copy()
        pieces[1::2] = [escape(texts.get(place, "")) for place in pieces[1::2]]
        return "".join(pieces)
