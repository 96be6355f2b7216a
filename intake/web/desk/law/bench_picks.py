"""Pick answers in the rule tester: a list, boxes or a date for each question that rules read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from intake.questionnaire.asylum import ASYLUM, SECTIONS
from intake.questionnaire.dates import NotADate, Precision, SaidDate, from_json
from intake.questionnaire.questions import (
    Choice,
    Choices,
    Country,
    Date,
    Dates,
    Money,
    Number,
    Question,
    YesNo,
)
from intake.questionnaire.typed_text import answer_from_text, codes_text
from intake.web.questions.choices import country_options
from intake.words import N_

KINDS = (Choice, YesNo, Choices, Country, Date, Dates, Money, Number)
"""Kinds of question that can be picked. No rule reads the words of a person."""

LEFT_OUT = frozenset({"reach", "send"})
"""Sections that no rule reads."""

PRECISIONS = {
    Precision.DAY.value: N_("This day"),
    Precision.MONTH.value: N_("Only this month is known"),
    Precision.YEAR.value: N_("Only this year is known"),
    "not_sure": N_("Not sure"),
}
LETTERS = {Precision.DAY.value: 10, Precision.MONTH.value: 7, Precision.YEAR.value: 4}
"""Letters of ``2026-11-24`` that a precision leaves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick:
    """The control of one question.

    ``kind`` is ``list``, ``boxes``, ``date`` or ``text``; ``chosen`` are the codes that are picked,
    ``typed`` is the text or the day, ``known`` the precision of the day.
    """

    id: str
    says: str
    kind: str
    options: list[tuple[str, str]]
    chosen: frozenset[str] = frozenset()
    typed: str = ""
    known: str = Precision.DAY.value

    @property
    def picked(self) -> bool:
        """Return true where an answer is picked."""
        return bool(self.typed or any(self.chosen) or self.known == "not_sure")


@dataclass(frozen=True, kw_only=True, slots=True)
class PickSection:
    """A heading of the questionnaire with the controls under it."""

    id: str
    title: str
    picks: list[Pick]

    @property
    def used(self) -> bool:
        """Return true where an answer is picked under it."""
        return any(pick.picked for pick in self.picks)


def picked_answers(posted: MultiDict[str, str]) -> dict[str, object]:
    """Return what was picked, in stored form, without the questions left open."""
    by_id = {
        question.id: _answer(question, posted) for _, _, some in _sections() for question in some
    }
    return {id_: answer for id_, answer in by_id.items() if answer}


def pick_sections(stored: Mapping[str, object]) -> list[PickSection]:
    """Return the controls of each section, set to the answers in stored form."""
    return [
        PickSection(
            id=id_,
            title=gettext(title),
            picks=[_pick(question, stored.get(question.id)) for question in questions],
        )
        for id_, title, questions in _sections()
    ]


def _sections() -> Iterator[tuple[str, str, list[Question]]]:
    for section in SECTIONS:
        if section.id not in LEFT_OUT:
            asked = (question for page in section.pages for question in page.questions)
            yield section.id, section.title, _of_kinds(asked)
    yield "unasked", N_("Read from older requests"), _of_kinds(iter(ASYLUM.unasked))


def _of_kinds(questions: Iterator[Question]) -> list[Question]:
    return [question for question in questions if isinstance(question, KINDS)]


def _answer(question: Question, posted: MultiDict[str, str]) -> object:
    """Return the answer in stored form; an empty one where nothing was picked."""
    name = f"pick-{question.id}"
    typed = posted.get(name, "").strip()
    match question:
        case Choices():
            return [code for code in posted.getlist(name) if code]
        case Dates():
            return [part.strip() for part in typed.split(",") if part.strip()]
        case Date():
            known = posted.get(f"{name}-known", "")
            return known if known == "not_sure" else typed[: LETTERS.get(known, len(typed))]
        case _:
            return typed


def _pick(question: Question, stored: object) -> Pick:
    says, id_ = gettext(question.says), question.id
    match question:
        case Choices():
            chosen = frozenset(stored) if isinstance(stored, list) else frozenset[str]()
            return Pick(id=id_, says=says, kind="boxes", options=_options(question), chosen=chosen)
        case Date():
            return _pick_of_date(id_, says, stored)
        case Dates():
            days = stored if isinstance(stored, list) else []
            typed = ", ".join(day for day in days if isinstance(day, str))
            return Pick(id=id_, says=says, kind="text", options=[], typed=typed)
        case Money() | Number():
            typed = "" if stored is None else str(stored)
            return Pick(id=id_, says=says, kind="text", options=[], typed=typed)
        case _:
            chosen = frozenset({str(stored or "")})
            return Pick(id=id_, says=says, kind="list", options=_options(question), chosen=chosen)


def _options(question: Question) -> list[tuple[str, str]]:
    if isinstance(question, Country):
        return [(code, name) for code, name, _ in country_options()]
    return [(option.code, gettext(option.says)) for option in getattr(question, "options", ())]


def _pick_of_date(id_: str, says: str, stored: object) -> Pick:
    """Return the control of a date; a box for a day takes the first of the days that are meant."""
    options = [(code, gettext(text)) for code, text in PRECISIONS.items()]
    said = _said(stored)
    if said is None:
        typed = stored if isinstance(stored, str) else ""
        return Pick(id=id_, says=says, kind="date", options=options, typed=typed)
    if said.first is None:
        return Pick(id=id_, says=says, kind="date", options=options, known="not_sure")
    return Pick(
        id=id_,
        says=says,
        kind="date",
        options=options,
        typed=said.first.isoformat(),
        known=Precision.DAY.value if said.exact else said.precision.value,
    )


def _said(stored: object) -> SaidDate | None:
    try:
        return from_json(stored) if stored else None
    except NotADate:
        return None


LONGEST = 20_000


class InvalidLines(ValueError):
    """The text is neither lines of question and answer nor a JSON object, or repeats a question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionRow:
    """A question in the list beside the rule tester: its id, its words, the codes of answers."""

    id: str
    says: str
    codes: str


def read_typed_answers(text: str) -> dict[str, object]:
    """Return the answers in stored form, from lines or from one JSON object.

    Raise :class:`InvalidLines`.
    """
    if len(text) > LONGEST:
        raise InvalidLines
    if text.lstrip().startswith(("{", "[", '"')):
        return _object(text)
    return _unique([_line(line) for line in text.splitlines() if line.strip()])


def typed_text(answers: Mapping[str, object]) -> str:
    """Return answers in lines, as they would be typed."""
    return "\n".join(f"{id_}: {_answer_text(answer)}" for id_, answer in answers.items())


def question_rows() -> list[QuestionRow]:
    """Return every question in the order of asking."""
    return [
        QuestionRow(id=id_, says=gettext(question.says), codes=codes_text(question))
        for id_, question in ASYLUM.questions.items()
    ]


def _line(line: str) -> tuple[str, object]:
    id_, colon, text = (part.strip() for part in line.partition(":"))
    if not colon or not id_:
        raise InvalidLines
    return id_, answer_from_text(ASYLUM.questions.get(id_), text)


def _answer_text(answer: object) -> str:
    if isinstance(answer, Iterable) and not isinstance(answer, str | Mapping):
        return ", ".join(map(str, answer))
    return str(answer)


def _object(text: str) -> dict[str, object]:
    try:
        answers = json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise InvalidLines from None
    if not isinstance(answers, dict):
        raise InvalidLines
    return answers


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    answers = dict(pairs)
    if len(answers) != len(pairs):
        raise InvalidLines
    return answers
