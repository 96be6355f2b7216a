"""Eligibility: likely, a person decides, or probably not us, and why."""

from collections.abc import Collection, Iterable
from datetime import date

from intake.eligibility.never_declined import never_declined
from intake.eligibility.request import Outcome, Practice, Request
from intake.eligibility.rules import RULES
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.reasons import Reason

__all__ = ["Eligibility", "Outcome", "Practice", "decide"]

MOST_DOUBTFUL_FIRST = (Outcome.UNLIKELY, Outcome.PERSON, Outcome.LIKELY)


@frozen
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
    not_asked: frozenset[str] = frozenset(),
) -> Eligibility:
    """Return the outcome of all rules.

    *days_near* are the answers under a near or past date, as triage found them; *not_asked* are
    questions that were not asked yet, so that no answer to them is missing.

    The most doubtful rule governs; *unlikely* only if no ground of E7 applies.
    """
    request = Request(
        answers=answers,
        law=law,
        practice=practice,
        received=received,
        days_near=days_near,
        not_asked=not_asked,
    )
    verdicts = [verdict for rule in RULES if (verdict := rule(request))]
    outcomes = [verdict.outcome for verdict in verdicts]
    held = tuple(never_declined(request)) if Outcome.UNLIKELY in outcomes else ()
    return Eligibility(
        outcome=governing(outcomes, held),
        reasons=(
            *held,
            *(
                verdict.reason
                for outcome in (*MOST_DOUBTFUL_FIRST, None)
                for verdict in verdicts
                if verdict.outcome is outcome
            ),
        ),
    )


def governing(told: Collection[Outcome | None], held: Iterable[Reason]) -> Outcome:
    """Return the outcome of the rules' verdicts; ``held`` is evaluated only before *unlikely*."""
    outcome = next(outcome for outcome in MOST_DOUBTFUL_FIRST if outcome in told)
    return Outcome.PERSON if outcome is Outcome.UNLIKELY and any(held) else outcome
