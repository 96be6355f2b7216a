"""What was said, section by section, as the case page lists it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from intake.actions.open_case import OpenedCase
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import Draft, pages_to_ask
from intake.questionnaire.questions import Question
from intake.web.answers import shown

SENSITIVE = frozenset(
    {"danger_now", "needs", "fear_reasons", "phone", "email", "trusted_phone", "trusted_name"}
)
"""Folded, so that nobody reads them over a shoulder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One answer: the question in words, and the lines that were said."""

    id: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A section: its answers, those that are folded, and the questions that were skipped."""

    id: str
    title: str
    open: tuple[Said, ...]
    folded: tuple[Said, ...]
    skipped: tuple[str, ...]


def parts_of(opened: OpenedCase) -> list[Part]:
    """All answers by section, in the order of the questionnaire."""
    asked = _asked(opened)
    parts = []
    for section in ASYLUM.sections:
        questions = [question for page in section.pages for question in page.questions]
        if section is ASYLUM.sections[-1]:
            questions += ASYLUM.at_sending
        parts.append(_part(opened, section.id, section.title, questions, asked))
    return [part for part in parts if part.open or part.folded or part.skipped]


def _part(
    opened: OpenedCase, id_: str, title: str, questions: Sequence[Question], asked: frozenset[str]
) -> Part:
    given = [question for question in questions if question.id in opened.answers]
    return Part(
        id=id_,
        title=gettext(title),
        open=tuple(_said(opened, one) for one in given if one.id not in SENSITIVE),
        folded=tuple(_said(opened, one) for one in given if one.id in SENSITIVE),
        skipped=tuple(
            gettext(one.says) for one in questions if one not in given and one.id in asked
        ),
    )


def _said(opened: OpenedCase, question: Question) -> Said:
    lines = shown(question, opened.answers[question.id])
    return Said(id=question.id, label=gettext(question.says), lines=tuple(lines))


def _asked(opened: OpenedCase) -> frozenset[str]:
    """The questions on pages that were asked: the later ones only where any was answered."""
    later = {question.id for page in ASYLUM.later for question in page.questions}
    draft = Draft(
        as_of=opened.as_of,
        language=opened.case.language,
        answers=opened.answers,
        wants_more=bool(later & opened.answers.keys()),
    )
    return frozenset(
        question.id for page in pages_to_ask(ASYLUM, draft) for question in page.questions
    )
