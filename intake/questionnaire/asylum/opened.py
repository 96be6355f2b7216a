"""Tell a skipped question from one that was never asked."""

from __future__ import annotations

from datetime import date

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import (
    appeal_sent,
    changed,
    gov_motion,
    left_since_filing,
    old_order,
    so_far,
)
from intake.questionnaire.asylum.you import children_birth_dates
from intake.questionnaire.conditions import Condition
from intake.questionnaire.questions import Question

OPENED_BY_SO_FAR = frozenset(
    question.id
    for question in (
        gov_motion,
        old_order,
        appeal_sent,
        left_since_filing,
        changed,
        children_birth_dates,
    )
)
"""Questions that count as opened only where "What has happened so far?" was answered."""

OPENED_WHEN: dict[str, Condition] = {
    question.id: page.when for page in ASYLUM.pages for question in page.questions
}


def is_opened(question: Question, answers: Answers, received: date) -> bool:
    """Return true where these answers open the page of *question*."""
    if question.id in OPENED_BY_SO_FAR and so_far.id not in answers:
        return False
    when = OPENED_WHEN.get(question.id)
    return when is not None and when.holds(answers, received)
