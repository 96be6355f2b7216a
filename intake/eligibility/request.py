"""What the rules of eligibility look at, and what each of them gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.reasons import Reason


class Outcome(StrEnum):
    """What we can say. There is no fourth, and none of them turns anybody away."""

    LIKELY = "likely"
    PERSON = "person"
    UNLIKELY = "unlikely"


@dataclass(frozen=True, kw_only=True, slots=True)
class Practice:
    """Whom the organisation takes: up to which income, and from where (empty: everywhere)."""

    income_percent: int
    service_area: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What one rule says of the outcome, and why. Without an outcome it only tells something."""

    outcome: Outcome | None
    reason: Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One person's asking, before the rules. ``days_near`` are the answers under a near date."""

    answers: Answers
    law: LawBook
    practice: Practice
    received: date
    days_near: tuple[str, ...]

    def is_one_of(self, question: str, *codes: str) -> bool:
        """Whether one of these codes was chosen, alone or among others."""
        chosen = self.answers.get(question)
        if isinstance(chosen, tuple):
            return any(one in codes for one in chosen)
        return chosen in codes

    def number(self, parameter: str) -> int:
        """A number of the law as it stood on the day received."""
        return self.law.number(parameter, on=self.received)

    def given(self, *questions: str) -> tuple[str, ...]:
        """Those of these questions that were answered."""
        return tuple(question for question in questions if question in self.answers)
