"""Sentences for people, and reasons: marked for translators here, translated when shown."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, TypeVar

from intake.frozen import record

Value = str | int | Decimal | date
Key = TypeVar("Key")
Labels = Mapping[Key, str]
"""Labels for translators by their place (`intake.cli.translators.declared`)."""
Pairs = Mapping[Key, tuple[str, str]]
"""Pairs of sentences for translators, as labels are."""
Sentences = tuple[str, ...]
"""Sentences for translators, as labels are."""


def table_beside(file: str) -> dict[str, Any]:
    """Return the table beside a module of this *file*: of the same name, in TOML."""
    return tomllib.loads(Path(file).with_suffix(".toml").read_text("utf-8"))


def N_(text: str) -> str:
    """Mark a sentence for translators; return it unchanged."""
    return text


class Labelled(StrEnum):
    """Codes, each with its words for members: ``PAPER = "paper", "Confirmed on document"``.

    ``says`` is for translators by its place (`intake.cli.translators.declared`); it is empty for a
    code that no page names.
    """

    says: str

    def __new__(cls, code: str, says: str = "") -> Self:
        """Make a member of a code and its words."""
        member = str.__new__(cls, code)
        member._value_, member.says = code, says
        return member


class Missing(Exception):
    """A row that does not exist, belongs to another team, or is out of bounds: pages answer 404."""


class Refused(Exception):
    """An act that is refused: the sentence that says why, and the status of the answer.

    Pages translate the sentence, which is for translators by its place. A refusal that is caught by
    name is a class of its own, with its sentence.
    """

    says: str
    status = 409

    def __init__(self, says: str = "", *, status: int = 0) -> None:
        self.says, self.status = says or self.says, status or self.status
        super().__init__(self.says)


@record
class Phrase:
    """One statement in up to three voices: to the applicant, to a helper, to staff.

    ``you`` and ``they`` are for translators by their place (`intake.cli.translators.declared`);
    staff read English only. An empty voice is that of the applicant.
    """

    you: str
    they: str = ""
    staff: str = ""


def phrases_in(table: Mapping[str, Mapping[str, str]]) -> dict[str, Phrase]:
    """Return the phrases of a table, by their names."""
    return {name: Phrase(**voices) for name, voices in table.items()}


@record
class Sentence:
    """A whole sentence with named placeholders, such as ``%(date)s``, and their values.

    ``text`` is the message id: plain English, marked with ``N_``. It is translated first and
    filled afterwards, so that each language may put the values in its own order. ``then`` is
    another whole sentence to be said after it. ``they`` and ``staff`` are the same statement to a
    helper and to staff, with the same places; empty where the text serves.
    """

    text: str
    values: tuple[tuple[str, Value], ...] = ()
    then: Sentence | None = None
    they: str = ""
    staff: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The message ids of all that is said."""
        return (self.text, *(self.then.ids if self.then else ()))

    def for_helper(self) -> Sentence:
        """Return the sentence as a helper reads it, about *them*."""
        then = self.then.for_helper() if self.then else None
        return replace(self, text=self.they or self.text, then=then)

    def for_staff(self) -> Sentence:
        """Return the sentence in the language of case work."""
        then = self.then.for_staff() if self.then else None
        return replace(self, text=self.staff or self.text, then=then)

    def in_english(self) -> str:
        """Return the English sentence for listings, with days as ``27 November 2026``."""
        sentence = self.text % {name: _plain(value) for name, value in self.values}
        return f"{sentence} {self.then.in_english()}" if self.then else sentence


@record
class Reason:
    """One reason: the rule, a sentence for people, the authority, the answers it rests on.

    ``rule`` is an id such as ``R08`` or ``E3``. ``authority`` is a legal citation. ``answers``
    are ids of questions, at least one.
    """

    rule: str
    says: Sentence
    authority: str
    answers: tuple[str, ...]


def say(text: str | Phrase, **values: Value) -> Sentence:
    """Return a sentence with its values: ``say(N_("Court is on %(day)s."), day=hearing)``."""
    places = tuple(values.items())
    if isinstance(text, Phrase):
        return Sentence(text.you, places, they=text.they, staff=text.staff)
    return Sentence(text, places)


def one_after_another(first: Sentence, *others: Sentence) -> Sentence:
    """Return whole sentences as one, each said after the one before it."""
    if not others:
        return first
    rest = (first.then, *others) if first.then else others
    return replace(first, then=one_after_another(*rest))


def _plain(value: Value) -> str:
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return value
