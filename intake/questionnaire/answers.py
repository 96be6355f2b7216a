"""Answers: question id to value. A question without an entry was skipped or never asked.

Rules read answers by the question itself, ``answers.date(last_arrival_date)``: a misspelt question
fails on import, a question of another kind in mypy.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from intake.frozen import record
from intake.questionnaire.dates import Calendar, SaidDate
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
    Text,
    Tick,
    YesNo,
)

Answer = str | int | Decimal | SaidDate | tuple[str, ...] | tuple[SaidDate, ...]
OfCode = Choice | YesNo | Text | LongText | Country | Language | Phone | Email | Tick
"""Kinds of question whose answer is one code or one text."""

OfCodes = Choices | Languages
"""Kinds of question whose answer is any number of codes."""

Json = str | int | list["Json"] | dict[str, str]


@record
class Answers(Mapping[str, Answer]):
    """All answers of one person, immutable: every change returns new answers.

    ``version`` is that of the questionnaire that began to ask them, ``None`` for today's;
    ``asked_since`` are later questions that were asked since, and perhaps skipped.
    """

    given: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    version: int | None = field(default=None, compare=False)
    asked_since: frozenset[str] = field(default=frozenset(), compare=False)

    def __getitem__(self, question: str) -> Answer:
        return self.given[question]

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)

    def __contains__(self, question: object) -> bool:
        return question in self.given

    def get(self, question: str, default: Any = None) -> Any:
        """Return the stored answer, or ``default``, faster than ``Mapping`` does."""
        return self.given.get(question, default)

    def code(self, question: OfCode) -> str:
        """Return the code chosen, or the text typed; empty where skipped."""
        answer = self.given.get(question.id, "")
        return answer if isinstance(answer, str) else ""

    def codes(self, question: OfCodes) -> tuple[str, ...]:
        """Return the codes chosen where any number may be; empty where skipped."""
        answer = self.given.get(question.id, ())
        if not isinstance(answer, tuple):
            return ()
        return tuple(code for code in answer if isinstance(code, str))

    def chosen(self, question: Question) -> tuple[str, ...]:
        """Return the codes chosen, be it one or any number; empty where skipped."""
        answer = self.given.get(question.id, ())
        codes = answer if isinstance(answer, tuple) else (answer,)
        return tuple(code for code in codes if isinstance(code, str))

    def has_code(self, question: Question, codes: Collection[str]) -> bool:
        """Return true where one of these codes was chosen, alone or among others."""
        answer = self.given.get(question.id)
        if isinstance(answer, tuple):
            return any(code in codes for code in answer)
        return answer in codes

    def date(self, question: Date) -> SaidDate | None:
        """Return the date said; ``None`` where skipped (which is not the same as not sure)."""
        answer = self.given.get(question.id)
        return answer if isinstance(answer, SaidDate) else None

    def dates(self, question: Dates) -> tuple[SaidDate, ...]:
        """Return the list of dates said; empty where skipped."""
        answer = self.given.get(question.id, ())
        if not isinstance(answer, tuple):
            return ()
        return tuple(day for day in answer if isinstance(day, SaidDate))

    def number(self, question: Number | Money) -> int | Decimal | None:
        """Return the number typed; ``None`` where skipped."""
        answer = self.given.get(question.id)
        return answer if isinstance(answer, int | Decimal) else None

    def lacks(self, question: Question) -> bool:
        """Return true where a question has no answer, unless it is newer and was never asked."""
        if question.id in self.given:
            return False
        is_older = self.version is None or question.since <= self.version
        return is_older or question.id in self.asked_since

    def with_given(self, given: Mapping[str, Answer]) -> Answers:
        """Return other answers of the same person, asked by the same questionnaire."""
        return Answers(given, self.version, self.asked_since)

    def plus(self, given: Mapping[str, Answer]) -> Answers:
        """Return these answers, replaced or completed by ``given``."""
        return self.with_given(MappingProxyType({**self.given, **given}))

    def without(self, questions: Collection[str]) -> Answers:
        """Return these answers without those to ``questions``."""
        remaining = {id_: answer for id_, answer in self.given.items() if id_ not in questions}
        return self.with_given(MappingProxyType(remaining))

    def only(self, questions: Collection[str]) -> Answers:
        """Return the answers to ``questions`` alone."""
        remaining = {id_: answer for id_, answer in self.given.items() if id_ in questions}
        return self.with_given(MappingProxyType(remaining))

    def to_json(self) -> dict[str, Json]:
        """Return the stored form, which is also that of ``flask explain``."""
        return {question: _to_json(answer) for question, answer in self.given.items()}


def _to_json(answer: Answer) -> Json:
    if isinstance(answer, SaidDate):
        return dict(json) if isinstance(json := answer.to_json(), dict) else json
    if isinstance(answer, tuple):
        return [_to_json(part) for part in answer]
    return str(answer) if isinstance(answer, Decimal) else answer


CALENDARS = frozenset(calendar.value for calendar in Calendar)
SEPARATOR = re.compile("[,;]")
"""Stands between several codes or dates."""


def answer_from_text(question: Question | None, text: str) -> object:
    """Return the answer in stored form. It is neither checked for its shape nor its limits."""
    match question:
        case Choices() | Languages():
            return _parts(text)
        case Dates():
            return [_date(part) for part in _parts(text)]
        case Date():
            return _date(text)
        case _:
            return text


def codes_text(question: Question) -> str:
    """Return the codes of the options of a question, or examples of dates; empty for words."""
    if isinstance(question, Date | Dates):
        return "2026-11-24 · 2026-11 · 2026 · not_sure · solar_hijri 1405-09-03"
    return " · ".join(option.code for option in getattr(question, "options", ()))


def _date(text: str) -> object:
    calendar, _, day = text.partition(" ")
    return {"calendar": calendar, "said": day.strip()} if calendar in CALENDARS else text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in SEPARATOR.split(text) if part.strip()]
