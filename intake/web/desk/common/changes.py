"""Answers that would change the outcome or the tier, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from intake.actions.assessment.assess import Change
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Choices
from intake.questionnaire.reading import UnreadableAnswer, read_answer
from intake.web.answers import shown
from intake.web.desk.common.words import OUTCOME


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownChange:
    """A question, another answer to it, and the outcome and tier that this would give."""

    question: str
    answer: str
    outcome: str
    tier: str


def shown_changes(changes: Iterable[Change]) -> list[ShownChange]:
    """Return the changes as the case page and the rule tester list them."""
    return [_shown_change(change) for change in changes]


def _shown_change(change: Change) -> ShownChange:
    question = ASYLUM.questions[change.question]
    stored = change.to.split(",") if isinstance(question, Choices) else change.to
    try:
        lines = shown(question, read_answer(question, stored))
    except UnreadableAnswer:
        lines = [change.to]
    return ShownChange(
        question=gettext(question.says),
        answer=" · ".join(lines),
        outcome=gettext(OUTCOME[change.outcome]),
        tier=change.tier.value,
    )
