"""Pick answers in the rule tester: a list, boxes or a date for each question that rules read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from intake.frozen import frozen
from intake.questionnaire.asylum import ASYLUM, SECTIONS
from intake.questionnaire.dates import NotADate, Precision, from_json
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


@frozen
class Pick:
    """The control of one question.

    ``kind`` is ``list``, ``boxes``, ``date`` or ``text``; ``chosen`` are the codes that are picked,
    ``typed`` is the text or the day, ``known`` the precision of the day.
    """

    id: str
    says: str
    kind: str
    options: Sequence[tuple[str, str]] = ()
    chosen: frozenset[str] = frozenset()
    typed: str = ""
    known: str = Precision.DAY.value

    @property
    def picked(self) -> bool:
        """Return true where an answer is picked."""
        return bool(self.typed or any(self.chosen) or self.known == "not_sure")


def picked_answers(posted: MultiDict[str, str]) -> dict[str, object]:
    """Return what was picked, in stored form, without the questions left open."""
    by_id = {question.id: _answer(question, posted) for _, some in _sections() for question in some}
    return {id_: answer for id_, answer in by_id.items() if answer}


def pick_sections(stored: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """Yield the controls of each section, set to the answers in stored form."""
    for title, questions in _sections():
        picks = [_pick(question, stored.get(question.id)) for question in questions]
        used = any(pick.picked for pick in picks)
        yield {"title": gettext(title), "picks": picks, "used": used}


def _sections() -> Iterator[tuple[str, Sequence[Question]]]:
    for section in SECTIONS:
        if section.id not in LEFT_OUT:
            asked = (question for page in section.pages for question in page.questions)
            yield section.title, [question for question in asked if isinstance(question, KINDS)]
    unasked = [question for question in ASYLUM.unasked if isinstance(question, KINDS)]
    yield N_("Read from older requests"), unasked


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
    pick = partial(Pick, id=question.id, says=gettext(question.says))
    several = stored if isinstance(stored, list) else []
    match question:
        case Choices():
            return pick(kind="boxes", options=_options(question), chosen=frozenset(several))
        case Date():
            options = [(code, gettext(text)) for code, text in PRECISIONS.items()]
            return pick(kind="date", options=options, **_date(stored))
        case Dates():
            days = (day for day in several if isinstance(day, str))
            return pick(kind="text", typed=", ".join(days))
        case Money() | Number():
            return pick(kind="text", typed="" if stored is None else str(stored))
        case _:
            chosen = frozenset({str(stored or "")})
            return pick(kind="list", options=_options(question), chosen=chosen)


def _options(question: Question) -> list[tuple[str, str]]:
    if isinstance(question, Country):
        return [(code, name) for code, name, _ in country_options()]
    return [(option.code, gettext(option.says)) for option in getattr(question, "options", ())]


def _date(stored: object) -> dict[str, Any]:
    """Return what a control of a date shows; the box takes the first of the days that are meant."""
    try:
        meant = from_json(stored) if stored else None
    except NotADate:
        meant = None
    if meant is None:
        return {"typed": stored if isinstance(stored, str) else ""}
    if meant.first is None:
        return {"known": "not_sure"}
    known = Precision.DAY if meant.exact else meant.precision
    return {"typed": meant.first.isoformat(), "known": known.value}


LONGEST = 20_000


class InvalidLines(ValueError):
    """The text is neither lines of question and answer nor a JSON object, or repeats a question."""


def read_typed_answers(text: str) -> dict[str, object]:
    """Return the answers in stored form, from lines or from one JSON object.

    Raise :class:`InvalidLines`.
    """
    if len(text) > LONGEST:
        raise InvalidLines
    if text.lstrip().startswith(("{", "[", '"')):
        try:
            answers = json.loads(text, object_pairs_hook=_unique)
        except (ValueError, RecursionError):
            raise InvalidLines from None
        if not isinstance(answers, dict):
            raise InvalidLines
        return answers
    pairs: list[tuple[str, object]] = []
    for line in filter(str.strip, text.splitlines()):
        id_, colon, answer = (part.strip() for part in line.partition(":"))
        if not colon or not id_:
            raise InvalidLines
        pairs.append((id_, answer_from_text(ASYLUM.questions.get(id_), answer)))
    return _unique(pairs)


def typed_text(answers: Mapping[str, object]) -> str:
    """Return answers in lines, as they would be typed."""
    lines = []
    for id_, answer in answers.items():
        text = str(answer)
        if isinstance(answer, Iterable) and not isinstance(answer, str | Mapping):
            text = ", ".join(map(str, answer))
        lines.append(f"{id_}: {text}")
    return "\n".join(lines)


def question_rows() -> list[tuple[str, str, str]]:
    """Return id, words and codes of answers of every question, in the order of asking."""
    return [
        (id_, gettext(question.says), codes_text(question))
        for id_, question in ASYLUM.questions.items()
    ]


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    answers = dict(pairs)
    if len(answers) != len(pairs):
        raise InvalidLines
    return answers
