"""Which answers are worth another look before somebody takes the result for the last word."""

from __future__ import annotations

from datetime import date

from intake.actions.weigh import Weighed, what_would_change
from intake.eligibility.decide import SEVERITY, Outcome
from intake.eligibility.rules import Practice
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers

MOST = 3
HELD = "E7"
"""The rule that only holds somebody back from being declined; what it names decides nothing."""


def worth_another_look(
    answers: Answers, weighed: Weighed, law: LawBook, *, today: date, practice: Practice
) -> tuple[str, ...]:
    """The questions on which a doubtful outcome rests and of which one answer would lift it.

    Only what was answered, and only what the first reason names: where two reasons decide, no
    one answer lifts the outcome. Never which answer would do it, so that a slip can be put right
    and nobody is led to say what is not so.
    """
    outcome = weighed.eligibility.outcome
    deciding = next(one for one in weighed.eligibility.reasons if one.rule != HELD)
    rests_on = set(deciding.answers) & answers.keys()
    if outcome is Outcome.LIKELY or not rests_on:
        return ()
    changes = what_would_change(answers, law, today=today, received=today, practice=practice)
    lifting = dict.fromkeys(
        change.question
        for change in changes
        if SEVERITY.index(change.outcome) < SEVERITY.index(outcome)
    )
    return tuple(question for question in lifting if question in rests_on)[:MOST]
