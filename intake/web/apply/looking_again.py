"""Which answers are worth another look before somebody takes the result for the last word."""

from __future__ import annotations

from datetime import date

from intake.actions.assessment.assess import Assessment, Change, what_would_change
from intake.eligibility.decide import MOST_DOUBTFUL_FIRST, Outcome
from intake.eligibility.rules import Practice
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.triage.assess import ONLY_INFORMS

MOST = 4
HELD = "E7"
"""The rule that only holds somebody back from being declined; what it names decides nothing."""

BELIEVED = frozenset({"R15"})
"""Whoever says that they are in danger, or ill, is not asked whether that is right."""


def worth_another_look(
    answers: Answers, weighed: Assessment, law: LawBook, *, today: date, practice: Practice
) -> tuple[str, ...]:
    """The questions on which a doubtful outcome or the tier rests and of which one answer moves it.

    Only what was answered. Never which answer would do it, so that a slip can be put right and
    nobody is led to say what is not so.
    """
    deciding, governing = _deciding(weighed) & answers.keys(), _governing(weighed) & answers.keys()
    if not deciding and not governing:
        return ()
    changes = what_would_change(answers, law, today=today, received=today, practice=practice)
    found = [one.question for one in changes if one.question in deciding and _lifts(one, weighed)]
    found += [
        one.question
        for one in changes
        if one.question in governing and one.tier != weighed.triage.tier
    ]
    return tuple(dict.fromkeys(found))[:MOST]


def _deciding(weighed: Assessment) -> set[str]:
    """What the first reason of a doubtful outcome names: where two decide, no one answer lifts."""
    if weighed.eligibility.outcome is Outcome.LIKELY:
        return set()
    return set(next(one for one in weighed.eligibility.reasons if one.rule != HELD).answers)


def _governing(weighed: Assessment) -> set[str]:
    """What the deadlines of the case's own tier rest on."""
    return {
        answer
        for deadline in weighed.triage.deadlines
        if deadline.tier is weighed.triage.tier and deadline.rule not in BELIEVED | ONLY_INFORMS
        for answer in deadline.reason.answers
    }


def _lifts(change: Change, weighed: Assessment) -> bool:
    doubt = MOST_DOUBTFUL_FIRST.index
    return doubt(change.outcome) > doubt(weighed.eligibility.outcome)
