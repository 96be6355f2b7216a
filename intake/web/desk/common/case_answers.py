"""The answers of a case, section by section, as the case page lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext

from intake.actions.case.dates.update_date import Seen
from intake.actions.case.open_case import OpenedCase
from intake.frozen import frozen
from intake.notes.kinds import NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import Draft, is_later, pages_to_ask, questions_asked
from intake.questionnaire.questions import Question, Visibility
from intake.questionnaire.reading import read_answer
from intake.web.answers import shown
from intake.web.app_context import day_of
from intake.web.desk.common.case_words import SOURCE
from intake.web.desk.common.reader import MemberNames


@frozen
class EarlierAnswer:
    """An answer before it was changed; ``by`` and ``source`` are empty if the applicant did.

    ``is_first`` marks the applicant's own first answer.
    """

    until: date
    lines: tuple[str, ...]
    by: str = ""
    source: str = ""
    is_first: bool = False


@frozen
class StaffTranslation:
    """A member's translation of an answer."""

    text: str
    who: str
    on: date


@frozen
class ShownAnswer:
    """One answer in lines, with its question.

    ``own_words`` marks free text, which a member may translate.
    """

    id: str
    label: str
    lines: tuple[str, ...]
    own_words: bool
    translation: StaffTranslation | None
    earlier: tuple[EarlierAnswer, ...]


@frozen
class AnswerSection:
    """The answers of one section by visibility, and the questions that were skipped."""

    id: str
    title: str
    open: list[ShownAnswer]
    folded: list[ShownAnswer]
    private: list[ShownAnswer]
    skipped: list[str]


def answer_sections(opened: OpenedCase, names: MemberNames) -> list[AnswerSection]:
    """Return all answers by section, in the order of the questionnaire."""
    asked = _asked(opened)
    sections = []
    for section in ASYLUM.sections:
        questions = list(section.questions)
        if section is ASYLUM.sections[-1]:
            questions += ASYLUM.at_sending
        answers: dict[Visibility, list[ShownAnswer]] = {each: [] for each in Visibility}
        for question in questions:
            if question.id in opened.answers:
                answer = ShownAnswer(
                    id=question.id,
                    label=gettext(question.says),
                    lines=tuple(shown(question, opened.answers[question.id])),
                    own_words=question.own_words,
                    translation=_translation(opened, names, question.id),
                    earlier=earlier_answers(opened, names, question),
                )
                answers[question.visibility].append(answer)
        lacking = _skipped(opened, questions, asked)
        if lacking or any(answers.values()):
            sections.append(
                AnswerSection(
                    id=section.id,
                    title=gettext(section.title),
                    open=answers[Visibility.OPEN],
                    folded=answers[Visibility.FOLDED],
                    private=answers[Visibility.PRIVATE],
                    skipped=[gettext(question.says) for question in lacking],
                )
            )
    return sections


def _skipped(
    opened: OpenedCase, questions: Sequence[Question], asked: frozenset[str]
) -> list[Question]:
    return [each for each in questions if each.id in asked and opened.answers.lacks(each)]


def _translation(
    opened: OpenedCase, names: MemberNames, question_id: str
) -> StaffTranslation | None:
    """Return the newest translation of an answer by a member, or ``None``."""
    translations = [
        note
        for note in opened.notes
        if note.kind is NoteKind.TRANSLATION and note.facts.get("question") == question_id
    ]
    if not translations:
        return None
    note = translations[-1]
    return StaffTranslation(text=note.text, who=names.of(note.member_id), on=day_of(note.at))


def earlier_answers(
    opened: OpenedCase, names: MemberNames, question: Question
) -> tuple[EarlierAnswer, ...]:
    """Return the answer as it was before each change, newest first."""
    changes = [change for change in opened.changed if change["question"] == question.id]
    return tuple(
        EarlierAnswer(
            until=date.fromisoformat(change["until"]),
            lines=_earlier_lines(question, change["was"]),
            by=names.of(change["by"]) if "by" in change else "",
            source=gettext(SOURCE[Seen(change["seen"])]) if "seen" in change else "",
            is_first=number == 0,
        )
        for number, change in reversed(list(enumerate(changes)))
    )


def _earlier_lines(question: Question, was: Any) -> tuple[str, ...]:
    """Return the lines of an answer as it was stored; ``None`` is one that was missing."""
    if was is None:
        return (gettext("No answer"),)
    return tuple(shown(question, read_answer(question, was)))


def _asked(opened: OpenedCase) -> frozenset[str]:
    """Return the ids of questions on pages that were asked.

    Later pages count as asked if any of them was answered.
    """
    draft = Draft(as_of=opened.as_of, language=opened.language, answers=opened.answers)
    later = {
        question.id
        for page in ASYLUM.pages
        for question in page.questions
        if is_later(ASYLUM, draft, page)
    }
    draft = replace(draft, wants_more=bool(later & opened.answers.keys()))
    counting = questions_asked(ASYLUM, opened.answers, as_of=opened.as_of)
    return counting & {
        question.id
        for page in pages_to_ask(ASYLUM, draft)
        for question in page.questions
        if page.asks(question.id, opened.answers, opened.as_of)
    }
