"""The words of the gate page in languages without a catalogue, from ``gate.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from intake.catalogues import TRANSLATIONS


@dataclass(frozen=True, slots=True)
class GateWords:
    """The introduction in one language, and its words for the name, the number and the date."""

    intro: str
    name: str
    reach: str
    near: str


@cache
def gate_words() -> dict[str, GateWords]:
    """Return the words by language tag. Most languages have none."""
    content = tomllib.loads((TRANSLATIONS / "gate.toml").read_text("utf-8"))
    return {tag: GateWords(**words) for tag, words in content.items()}
