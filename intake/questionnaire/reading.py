"""Read answers from their stored form: strictly from a file, leniently from our own tables."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, assert_never

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.dates import NotADate, SaidDate, from_json
from intake.questionnaire.limits import problem_with
from intake.questionnaire.questions import (
    Choice,
    Choices,
    Country,
    Date,
    Dates,
    Email,
    Language,
    Languages,
    LongText,
    Money,
    Number,
    Phone,
    Question,
    Text,
    Tick,
    YesNo,
)
from intake.questionnaire.tidy import tidied

_IN_WORDS = Text | LongText | Phone | Email
_TIDIED_ONCE = frozenset({Choice, YesNo, Country, Language, Tick, Text, LongText, Phone, Email})
"""Kinds whose answer is the text that was kept: it was tidied before."""

WHOLE = re.compile(r"[0-9]{1,12}")
AMOUNT = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")


class UnreadableAnswer(Exception):
    """An answer that is unknown, misshapen or beyond its limits. Names the question, no more."""

    def __init__(self, question_id: str) -> None:
        super().__init__(question_id)
        self.question_id = question_id


def read_answers(data: Mapping[str, object], *, today: date) -> Answers:
    """Return the answers in ``data``.

    Words that are empty and a list that is empty are questions skipped. Raise
    :class:`UnreadableAnswer` for the first that cannot be an answer.
    """
    answers_by_id: dict[str, Answer] = {}
    for id_, stored in data.items():
        question = ASYLUM.questions.get(id_)
        if question is None:
            raise UnreadableAnswer(id_)
        answer = read_answer(question, stored)
        if answer == () or (answer == "" and isinstance(question, _IN_WORDS)):
            continue
        if problem_with(question, answer, today=today):
            raise UnreadableAnswer(id_)
        answers_by_id[id_] = answer
    return Answers().plus(answers_by_id)


def stored_answers(stored: Mapping[str, object]) -> Answers:
    """Return answers that the product itself stored.

    Limits are not held against them: what made sense on the day it was kept stays. What a later
    questionnaire no longer asks, or asks in another shape, is left out.
    """
    answers_by_id: dict[str, Answer] = {}
    for id_, value in stored.items():
        if question := ASYLUM.questions.get(id_):
            try:
                if isinstance(value, str) and type(question) in _TIDIED_ONCE:
                    answers_by_id[id_] = value
                else:
                    answers_by_id[id_] = read_answer(question, value)
            except UnreadableAnswer:
                continue
    return Answers(MappingProxyType(answers_by_id))


def to_content(answers: Answers) -> dict[str, object]:
    """Return answers as drafts and stories store them, with the version that asked them."""
    version = answers.version or ASYLUM.version
    newer = {id_ for id_, question in ASYLUM.questions.items() if question.since > version}
    return {
        "answers": answers.to_json(),
        "version": version,
        "asked_since": sorted(answers.asked_since & newer),
    }


def from_content(content: Mapping[str, Any]) -> Answers:
    """Return the answers of a draft or a story. One without a version is of the first."""
    return replace(
        stored_answers(content["answers"]),
        version=content.get("version", 1),
        asked_since=frozenset(content.get("asked_since", ())),
    )


def read_answer(question: Question, stored: object) -> Answer:
    """Return one answer of the right shape, without checking its limits."""
    match question:
        case Choice() | YesNo() | Country() | Language() | Tick():
            return _text(question, stored)
        case Choices() | Languages():
            codes = tuple(_text(question, code) for code in _list(question, stored))
            return tuple(dict.fromkeys(codes))
        case Text() | LongText() | Phone() | Email():
            return tidied(_text(question, stored), lines=isinstance(question, LongText))
        case Number() | Money():
            return _number(question, stored)
        case Date():
            return _date(question, stored)
        case Dates():
            return tuple(_date(question, item) for item in _list(question, stored))
        case _:
            assert_never(question)


def _text(question: Question, stored: object) -> str:
    if not isinstance(stored, str):
        raise UnreadableAnswer(question.id)
    return stored


def _list(question: Question, stored: object) -> list[object]:
    if not isinstance(stored, list):
        raise UnreadableAnswer(question.id)
    return stored


def _number(question: Number | Money, stored: object) -> int | Decimal:
    if isinstance(stored, int) and not isinstance(stored, bool):
        return stored
    text = _text(question, stored)
    if WHOLE.fullmatch(text):
        return int(text)
    if isinstance(question, Money) and AMOUNT.fullmatch(text):
        return Decimal(text)
    raise UnreadableAnswer(question.id)


def _date(question: Question, stored: object) -> SaidDate:
    try:
        said_date = from_json(stored)
    except NotADate:
        raise UnreadableAnswer(question.id) from None
    if not said_date.words:
        return said_date
    return replace(said_date, words=tidied(said_date.words, lines=False))
