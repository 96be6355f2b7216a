"""The interpreters that the form of a call offers, by the language of the applicant."""

from __future__ import annotations

from dataclasses import dataclass

from intake.actions.interpreters.list_interpreters import (
    Interpreter,
    list_interpreters,
    those_who_speak,
)
from intake.actions.opening.case_keys import Reader
from intake.cases.card import Card
from intake.cases.models import Case
from intake.web.answers import spoken_name

Choice = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterOptions:
    """Id and words of each interpreter to offer. ``language`` names what the first ones speak."""

    speaking: tuple[Choice, ...]
    others: tuple[Choice, ...]
    language: str


def interpreter_options(case: Case, card: Card, reader: Reader) -> InterpreterOptions:
    """Return the interpreters of the team for a call in this case."""
    spoken = tuple(filter(None, (card.call_language, *card.spoken_languages)))
    languages = spoken or (card.form_language(case.language),)
    speaking, others = those_who_speak(list_interpreters(reader), languages)
    return InterpreterOptions(
        speaking=tuple(map(_choice, speaking)),
        others=tuple(map(_choice, others)),
        language=", ".join(dict.fromkeys(map(spoken_name, languages))),
    )


def _choice(interpreter: Interpreter) -> Choice:
    languages = ", ".join(map(spoken_name, interpreter.languages))
    return interpreter.id, f"{interpreter.name} ({languages})" if languages else interpreter.name
