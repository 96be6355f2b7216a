"""The deadlines that a letter, a copy and the mailbox tell: what has passed is judged today."""

from __future__ import annotations

from intake.actions.assessment.assess import assess_answers
from intake.questionnaire.answers import Answers
from intake.triage.deadlines import Deadline
from intake.web.app_context import law, practice, today


def deadlines_today(answers: Answers) -> tuple[Deadline, ...]:
    """Return the deadlines as if these answers, all of which count, had come in today."""
    day = today()
    assessment = assess_answers(answers, law(), practice=practice(), today=day, received=day)
    return assessment.triage.deadlines
