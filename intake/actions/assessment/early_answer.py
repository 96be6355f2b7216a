"""The early answer: whom we can probably help, from the questions about fit alone."""

from __future__ import annotations

from datetime import date

from intake.eligibility.decide import Eligibility, Practice, decide
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM, FIT

NOT_ASKED_YET = frozenset(ASYLUM.questions).difference(
    question.id for page in ASYLUM.core if page.id in FIT for question in page.questions
)


def early_answer(answers: Answers, law: LawBook, *, today: date, practice: Practice) -> Eligibility:
    """Return what we think before any date is known. It binds nothing; the result decides."""
    return decide(
        answers,
        law,
        received=today,
        days_near=(),
        practice=practice,
        not_asked=NOT_ASKED_YET,
    )
