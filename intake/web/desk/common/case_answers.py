"""What was said, section by section, as the case page lists it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from intake.actions.case.open_case import OpenedCase
from intake.notes.kinds import NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import Draft, pages_to_ask
from intake.questionnaire.questions import Question, Visibility
from intake.questionnaire.reading import read_answer
from intake.questionnaire.sections import Section
from intake.web.answers import shown
from intake.web.app_context import day_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """What an answer said before the person changed it."""

    until: date
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Translated:
    """A member's translation of an answer."""

    text: str
    who: str
    on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One answer: the question in words, and the lines that were said.

    ``own_words`` tells that somebody wrote it freely: such an answer may be translated.
    """

    id: str
    label: str
    lines: tuple[str, ...]
    own_words: bool
    translated: Translated | None
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A section: its answers, those that are folded, and the questions that were skipped.

    ``private`` are the questions whose answers are one step further.
    """

    id: str
    title: str
    open: tuple[Said, ...]
    folded: tuple[Said, ...]
    private: tuple[Said, ...]
    skipped: tuple[str, ...]


def parts_of(opened: OpenedCase, name: Callable[[str | None], str]) -> list[Part]:
    """All answers by section, in the order of the questionnaire; ``name`` calls members."""
    asked = _asked(opened)
    parts = []
    for section in ASYLUM.sections:
        questions = [question for page in section.pages for question in page.questions]
        if section is ASYLUM.sections[-1]:
            questions += ASYLUM.at_sending
        parts.append(_part(_Reading(opened, name), section, questions, asked))
    return [part for part in parts if part.open or part.folded or part.private or part.skipped]


@dataclass(frozen=True, slots=True)
class _Reading:
    opened: OpenedCase
    name: Callable[[str | None], str]


def _part(
    reading: _Reading, section: Section, questions: Sequence[Question], asked: frozenset[str]
) -> Part:
    given = [question for question in questions if question.id in reading.opened.answers]
    said = [_said(reading, question) for question in given]
    by_visibility = {visibility: tuple(_shown_as(visibility, said)) for visibility in Visibility}
    return Part(
        id=section.id,
        title=gettext(section.title),
        open=by_visibility[Visibility.OPEN],
        folded=by_visibility[Visibility.FOLDED],
        private=by_visibility[Visibility.PRIVATE],
        skipped=tuple(
            gettext(one.says) for one in questions if one not in given and one.id in asked
        ),
    )


def _shown_as(visibility: Visibility, answers: Sequence[Said]) -> Iterator[Said]:
    return (answer for answer in answers if ASYLUM.questions[answer.id].visibility is visibility)


def _said(reading: _Reading, question: Question) -> Said:
    lines = shown(question, reading.opened.answers[question.id])
    return Said(
        id=question.id,
        label=gettext(question.says),
        lines=tuple(lines),
        own_words=question.own_words,
        translated=_translated(reading, question.id),
        earlier=_earlier(reading.opened, question),
    )


def _translated(reading: _Reading, id_: str) -> Translated | None:
    """The last translation that a member wrote of this answer."""
    found = [
        note
        for note in reading.opened.notes
        if note.kind is NoteKind.TRANSLATION and note.facts.get("question") == id_
    ]
    if not found:
        return None
    last = found[-1]
    return Translated(text=last.text, who=reading.name(last.member_id), on=day_of(last.at))


def _earlier(opened: OpenedCase, question: Question) -> tuple[Earlier, ...]:
    """What it said before, the newest first."""
    return tuple(
        Earlier(
            until=date.fromisoformat(one["until"]),
            lines=tuple(shown(question, read_answer(question, one["was"]))),
        )
        for one in reversed(opened.changed)
        if one["question"] == question.id
    )


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
