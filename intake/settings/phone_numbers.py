"""Find the number to dial in a phone number as people write it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LEAST, MOST = 3, 15
"""Digits of a number among words (911 has three), and of any number (E.164 allows fifteen)."""

NUMBER = re.compile(r"\+?\(?\d(?:[ .()\u00a0\u2010-\u2013-]*\d)*")
EXTENSION = re.compile(r"[\s,;]*(?:ext|extension|x)[. ]*\d+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialled:
    """A number to dial, and whether the text has words or another number beside it."""

    number: str
    """A ``+``, if there is one, and digits; empty if the text has no number."""

    has_more: bool


def dialled(text: str) -> Dialled:
    """Return the first number in *text*; an extension is neither dialled nor counted as more."""
    text = EXTENSION.sub("", text)
    least = 1 if NUMBER.fullmatch(text) else LEAST
    for match in NUMBER.finditer(text):
        number = "".join(
            character if character == "+" else str(unicodedata.decimal(character))
            for character in match[0]
            if character == "+" or character.isdecimal()
        )
        if len(number.lstrip("+")) >= least:
            rest = text[: match.start()] + text[match.end() :]
            return Dialled(number, has_more=any(map(str.isalnum, rest)))
    return Dialled("", has_more=bool(text))


def call_address(text: str) -> str:
    """Return the ``tel:`` address of a number, or an empty string if *text* has none."""
    number = dialled(text).number
    return f"tel:{number}" if number else ""


def is_doubtful(text: str) -> bool:
    """Return true if a call may reach another number than the one that *text* means."""
    number = dialled(text)
    return number.has_more or len(number.number.lstrip("+")) > MOST
