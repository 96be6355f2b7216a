"""Answers as a list to check: each with its question and a link to change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.asylum.so_far import with_ticks_shown
from intake.questionnaire.journey import Draft
from intake.questionnaire.questions import Choices, Question
from intake.questionnaire.sections import Page
from intake.questionnaire.wording import whom_of, worded
from intake.web.answers import shown


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of the check page."""

    id: str
    label: str
    shown: list[str]
    change_url: str


def rows_of(draft: Draft, pages: Iterable[Page], endpoint: str) -> list[Row]:
    """Return a row for each question on these pages. *endpoint* shows one page to change it."""
    answers = with_ticks_shown(draft.answers)
    return [
        Row(
            id=question.id,
            label=label_of(question, draft),
            shown=_shown(question, draft),
            change_url=url_for(endpoint, number=ASYLUM.numbers[page.id]),
        )
        for page in pages
        for question in page.questions
        if question.id in answers or page.counts(question.id, answers, draft.as_of)
    ]


def label_of(question: Question, draft: Draft) -> str:
    """Return the question in words for the applicant or for the helper who fills in."""
    return gettext(worded(question, whom_of(draft)).says)


def _shown(question: Question, draft: Draft) -> list[str]:
    if question.id not in draft.answers:
        ticks = with_ticks_shown(draft.answers).codes(so_far) if question is so_far else ()
        return shown(worded(question, whom_of(draft)), ticks)
    if not draft.shows(question):
        return [gettext("We have your answer. We do not show it here.")]
    answer = draft.answers[question.id]
    if draft.helped and (private := _private(question)):
        answer = tuple(code for code in draft.answers.chosen(question) if code not in private)
    return shown(worded(question, whom_of(draft)), answer)


def _private(question: Question) -> set[str]:
    """Return the options that a helper must not see, even if chosen before the helper came."""
    options = question.options if isinstance(question, Choices) else ()
    return {option.code for option in options if option.private}
