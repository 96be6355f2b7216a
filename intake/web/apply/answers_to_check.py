"""Choose the answers that an applicant should check before relying on a doubtful result."""

from __future__ import annotations

from datetime import date

from intake.actions.assessment.assess import Assessment, Change, what_would_change
from intake.eligibility.decide import MOST_DOUBTFUL_FIRST, Outcome
from intake.eligibility.rules import Practice
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.triage.rules import BY_NUMBER

MOST = 4
HELD = "E7"
"""Rule that only prevents a decline. The answers that it names decide nothing."""


def answers_to_check(
    answers: Answers, assessment: Assessment, law: LawBook, *, today: date, practice: Practice
) -> tuple[str, ...]:
    """Return the answered questions whose other answer would change a doubtful outcome or the tier.

    Never tell which answer would do it: a slip can be corrected, but nobody is led to a false
    answer.
    """
    deciding = _deciding_questions(assessment) & answers.keys()
    governing = _tier_questions(assessment) & answers.keys()
    if not deciding and not governing:
        return ()
    changes = what_would_change(answers, law, today=today, received=today, practice=practice)
    better_outcome = [
        change.question
        for change in changes
        if change.question in deciding and _is_better(change, assessment)
    ]
    another_tier = [
        change.question
        for change in changes
        if change.question in governing and change.tier != assessment.triage.tier
    ]
    return tuple(dict.fromkeys(better_outcome + another_tier))[:MOST]


def _deciding_questions(assessment: Assessment) -> set[str]:
    """Return the questions of the first reason for a doubtful outcome.

    If there are two reasons, no single answer gives a better outcome.
    """
    if assessment.eligibility.outcome is Outcome.LIKELY:
        return set()
    return set(
        next(reason for reason in assessment.eligibility.reasons if reason.rule != HELD).answers
    )


def _tier_questions(assessment: Assessment) -> set[str]:
    """Return the questions on which the deadlines of the tier rest."""
    return {
        answer
        for deadline in assessment.triage.deadlines
        if deadline.certainty != "unknown"
        and deadline.tier is assessment.triage.tier
        and BY_NUMBER[deadline.rule].asks_again
        for answer in deadline.reason.answers
    }


def _is_better(change: Change, assessment: Assessment) -> bool:
    rank = MOST_DOUBTFUL_FIRST.index
    return rank(change.outcome) > rank(assessment.eligibility.outcome)
