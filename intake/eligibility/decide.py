"""Eligibility: likely, a person decides, or probably not us, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from intake.eligibility.never import never_declined
from intake.eligibility.request import Outcome, Practice, Request, Verdict
from intake.eligibility.rules import RULES
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.reasons import Reason

__all__ = ["Eligibility", "Outcome", "Practice", "decide"]

SEVERITY = (Outcome.LIKELY, Outcome.PERSON, Outcome.UNLIKELY)


@dataclass(frozen=True, kw_only=True, slots=True)
class Eligibility:
    """The outcome and its reasons, those that decided it first."""

    outcome: Outcome
    reasons: tuple[Reason, ...]


def decide(
    answers: Answers,
    law: LawBook,
    *,
    received: date,
    days_near: tuple[str, ...],
    practice: Practice,
) -> Eligibility:
    """Whom we can help. ``days_near`` are the answers under a near or past date, from triage.

    The most doubtful rule governs, but *unlikely* only for somebody whom no ground of E7 holds.
    """
    request = Request(
        answers=answers, law=law, practice=practice, received=received, days_near=days_near
    )
    verdicts = [verdict for rule in RULES if (verdict := rule(request))]
    outcome = max((one.outcome for one in verdicts if one.outcome), key=SEVERITY.index)
    reasons = _deciding_first(verdicts)
    if outcome is Outcome.UNLIKELY and (held := tuple(never_declined(request))):
        return Eligibility(outcome=Outcome.PERSON, reasons=(*held, *reasons))
    return Eligibility(outcome=outcome, reasons=reasons)


def _deciding_first(verdicts: Iterable[Verdict]) -> tuple[Reason, ...]:
    def doubt(verdict: Verdict) -> int:
        return -1 if verdict.outcome is None else SEVERITY.index(verdict.outcome)

    return tuple(one.reason for one in sorted(verdicts, key=doubt, reverse=True))
