"""Read answers typed into the rule tester: on each line a question id, a colon and the answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.typed_text import answer_from_text, codes_text

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
