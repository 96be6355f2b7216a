"""Answers: question id to value. A question without an entry was skipped or never asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from intake.questionnaire.dates import SaidDate

Answer = str | int | Decimal | SaidDate | tuple[str, ...] | tuple[SaidDate, ...]
Json = str | int | list["Json"] | dict[str, str]


@dataclass(frozen=True, slots=True)
class Answers(Mapping[str, Answer]):
    """All that was said, never changed in place: every change gives new answers."""

    given: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))

    def __getitem__(self, question: str) -> Answer:
        return self.given[question]

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)

    def __contains__(self, question: object) -> bool:
        return question in self.given

    def get(self, question: str, default: Any = None) -> Any:
        """The answer, or ``default``; without the detour that a ``Mapping`` takes."""
        return self.given.get(question, default)

    def code(self, question: str) -> str:
        """The code chosen, or the text typed; empty where skipped."""
        answer = self.given.get(question, "")
        return answer if isinstance(answer, str) else ""

    def codes(self, question: str) -> tuple[str, ...]:
        """The codes chosen where any number may be; empty where skipped."""
        answer = self.given.get(question, ())
        if not isinstance(answer, tuple):
            return ()
        return tuple(one for one in answer if isinstance(one, str))

    def date(self, question: str) -> SaidDate | None:
        """The date said; ``None`` where skipped (which is not the same as not sure)."""
        answer = self.given.get(question)
        return answer if isinstance(answer, SaidDate) else None

    def dates(self, question: str) -> tuple[SaidDate, ...]:
        """The list of dates said; empty where skipped."""
        answer = self.given.get(question, ())
        if not isinstance(answer, tuple):
            return ()
        return tuple(one for one in answer if isinstance(one, SaidDate))

    def number(self, question: str) -> int | Decimal | None:
        """The number typed; ``None`` where skipped."""
        answer = self.given.get(question)
        return answer if isinstance(answer, int | Decimal) else None

    def plus(self, given: Mapping[str, Answer]) -> Answers:
        """These answers with others laid over them."""
        return Answers(MappingProxyType({**self.given, **given}))

    def without(self, questions: Collection[str]) -> Answers:
        """These answers less those to ``questions``."""
        kept = {id_: answer for id_, answer in self.given.items() if id_ not in questions}
        return Answers(MappingProxyType(kept))

    def only(self, questions: Collection[str]) -> Answers:
        """The answers to ``questions`` alone."""
        kept = {id_: answer for id_, answer in self.given.items() if id_ in questions}
        return Answers(MappingProxyType(kept))

    def to_json(self) -> dict[str, Json]:
        """The stored form, which is also that of ``flask explain``."""
        return {question: _to_json(answer) for question, answer in self.given.items()}


def _to_json(answer: Answer) -> Json:
    if isinstance(answer, SaidDate):
        return dict(json) if isinstance(json := answer.to_json(), dict) else json
    if isinstance(answer, tuple):
        return [_to_json(one) for one in answer]
    return str(answer) if isinstance(answer, Decimal) else answer
