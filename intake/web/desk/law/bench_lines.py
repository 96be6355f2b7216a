"""Answers as a lawyer types them at the bench: a question on each line, and what was said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.calendars import Calendar
from intake.questionnaire.questions import Choices, Date, Dates, Languages, Question

LONGEST = 20_000
CALENDARS = frozenset(calendar.value for calendar in Calendar)


class NotAnswers(ValueError):
    """Neither lines of a question and its answer nor one JSON object, or a question twice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question as the list beside the bench tells it: its id, its words, its codes."""

    id: str
    says: str
    codes: str


def read_typed(text: str) -> dict[str, object]:
    """What was typed, in the stored form of answers: lines, or one JSON object."""
    if len(text) > LONGEST:
        raise NotAnswers
    if text.lstrip().startswith(("{", "[", '"')):
        return _object(text)
    return _once([_line(line) for line in text.splitlines() if line.strip()])


def as_typed(answers: Mapping[str, object]) -> str:
    """Answers in lines, one below the other."""
    return "\n".join(f"{id_}: {_said(answer)}" for id_, answer in answers.items())


def what_may_be_typed() -> list[Asked]:
    """Every question that rules or people look at, in the order of asking."""
    return [
        Asked(id=id_, says=gettext(question.says), codes=_codes(question))
        for id_, question in ASYLUM.questions.items()
    ]


def _line(line: str) -> tuple[str, object]:
    id_, colon, said = (part.strip() for part in line.partition(":"))
    if not colon or not id_:
        raise NotAnswers
    return id_, _answer(ASYLUM.questions.get(id_), said)


def _answer(question: Question | None, said: str) -> object:
    match question:
        case Choices() | Languages():
            return _parts(said)
        case Dates():
            return [_date(part) for part in _parts(said)]
        case Date():
            return _date(said)
        case _:
            return said


def _date(said: str) -> object:
    calendar, _, day = said.partition(" ")
    return {"calendar": calendar, "said": day.strip()} if calendar in CALENDARS else said


def _parts(said: str) -> list[str]:
    return [part.strip() for part in said.split(",") if part.strip()]


def _said(answer: object) -> str:
    if isinstance(answer, Iterable) and not isinstance(answer, str | Mapping):
        return ", ".join(map(str, answer))
    return str(answer)


def _codes(question: Question) -> str:
    if isinstance(question, Date | Dates):
        return "2026-11-24 · 2026-11 · 2026 · not_sure · solar_hijri 1405-09-03"
    return " · ".join(option.code for option in getattr(question, "options", ()))


def _object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise NotAnswers from None
    if not isinstance(found, dict):
        raise NotAnswers
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(found := dict(pairs)) != len(pairs):
        raise NotAnswers
    return found
