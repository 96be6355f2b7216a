"""What would change the outcome or the tier, told in words."""

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
class Told:
    """One change: the question, the other answer, and where it would lead."""

    question: str
    to: str
    outcome: str
    tier: str


def told(changes: Iterable[Change]) -> list[Told]:
    """The changes as both the case page and the bench list them."""
    return [_told(change) for change in changes]


def _told(change: Change) -> Told:
    question = ASYLUM.questions[change.question]
    kept = change.to.split(",") if isinstance(question, Choices) else change.to
    try:
        lines = shown(question, read_answer(question, kept))
    except UnreadableAnswer:
        lines = [change.to]
    return Told(
        question=gettext(question.says),
        to=" · ".join(lines),
        outcome=gettext(OUTCOME[change.outcome]),
        tier=change.tier.value,
    )
