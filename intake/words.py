"""Sentences for people: marked here for translators, translated only where they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Value = str | int | Decimal | date


def N_(text: str) -> str:
    """Mark a sentence for translators; give it back unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence with named places, ``%(date)s``, and the values that go there.

    ``text`` is the message id: plain English, marked with ``N_``. It is translated first and
    filled afterwards, so that each language may put the values in its own order. ``then`` is
    another whole sentence to be said after it.
    """

    text: str
    values: tuple[tuple[str, Value], ...] = ()
    then: Sentence | None = None

    def in_english(self) -> str:
        """The sentence as lawyers read it in listings: days as ``27 November 2026``."""
        said = self.text % {name: _plain(value) for name, value in self.values}
        return f"{said} {self.then.in_english()}" if self.then else said


def say(text: str, **values: Value) -> Sentence:
    """A sentence with its values: ``say(N_("Court is on %(day)s."), day=hearing)``."""
    return Sentence(text, tuple(values.items()))


def _plain(value: Value) -> str:
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return value
