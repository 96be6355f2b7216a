"""Sentences for people: marked here for translators, translated when they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Value = str | int | Decimal | date


def N_(text: str) -> str:
    """Mark a sentence for translators; return it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence with named placeholders, such as ``%(date)s``, and their values.

    ``text`` is the message id: plain English, marked with ``N_``. It is translated first and
    filled afterwards, so that each language may order the values as it needs. ``then`` is another
    whole sentence that follows.
    """

    text: str
    values: tuple[tuple[str, Value], ...] = ()
    then: Sentence | None = None

    def in_english(self) -> str:
        """Return the English sentence for listings, with days as ``27 November 2026``."""
        sentence = self.text % {name: _plain(value) for name, value in self.values}
        return f"{sentence} {self.then.in_english()}" if self.then else sentence


def say(text: str, **values: Value) -> Sentence:
    """Return a sentence with its values: ``say(N_("Court is on %(day)s."), day=hearing)``."""
    return Sentence(text, tuple(values.items()))


def _plain(value: Value) -> str:
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return value
