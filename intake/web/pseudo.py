"""Pseudo-languages, which show what translation does to a page. Loopback only.

``en-XA`` has accents and is two fifths longer, ``ar-XB`` runs from right to left, ``xx-LONG`` is
twice as long without a space, ``xx-KEY`` marks the words that come from a catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from babel.messages.pofile import read_po

from intake.catalogues import TRANSLATIONS, Catalogue, Compiled, first_id

PLACE = re.compile(r"(%\(\w+\)s|%%|<[^>]+>)")
RIGHT_TO_LEFT_OVERRIDE, POP = "\u202e", "\u202c"
ACCENTED = str.maketrans(
    "AaBbCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz", "ÅåƁƀÇçÐðÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž"
)
FILLING = "one two three four five six seven eight nine ten "


@dataclass(frozen=True, slots=True)
class PseudoLanguage:
    """A pseudo-language: its name, the locale of its days and numbers, and its translation."""

    autonym: str
    locale: str
    says: Callable[[str], str]


class PseudoCatalogue(Catalogue):
    """A catalogue that translates every sentence, but leaves placeholders and tags alone."""

    def __init__(self, says: Callable[[str], str]) -> None:
        super().__init__(Compiled())
        self.says = cache(says)

    def ugettext(self, message: str) -> str:
        """Return one sentence."""
        return self.says(message)

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        """Return one sentence about a number of things."""
        return self.says(singular if num == 1 else plural)


@cache
def pseudo_catalogue(tag: str) -> PseudoCatalogue:
    """Return the catalogue of a pseudo-language."""
    return PseudoCatalogue(PSEUDO[tag].says)


def _accented(text: str) -> str:
    words = _outside_places(text, lambda piece: piece.translate(ACCENTED))
    more = len(PLACE.sub("", text)) * 2 // 5
    filling = (FILLING * (more // len(FILLING) + 1))[:more].strip()
    return f"[{words} {filling}]" if filling else f"[{words}]"


def _turned(text: str) -> str:
    return _outside_places(
        text, lambda piece: f"{RIGHT_TO_LEFT_OVERRIDE}{piece}{POP}" if piece.strip() else piece
    )


def _long(text: str) -> str:
    unbroken = _outside_places(text, lambda piece: piece.replace(" ", "_"))
    return unbroken + "x" * len(PLACE.sub("", text))


def _keyed(text: str) -> str:
    return f"⟦{text}⟧" if text in _known() else text


def _outside_places(text: str, change: Callable[[str], str]) -> str:
    pieces = PLACE.split(text)
    return "".join(piece if index % 2 else change(piece) for index, piece in enumerate(pieces))


@cache
def _known() -> frozenset[str]:
    """Return every sentence in the template for translators."""
    with (TRANSLATIONS / "messages.pot").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    plurals = {message.id[1] for message in messages if not isinstance(message.id, str)}
    return frozenset({first_id(message) for message in messages} | plurals)


PSEUDO: Mapping[str, PseudoLanguage] = {
    "en-XA": PseudoLanguage("[Éñĝļîšĥ]", "en", _accented),
    "ar-XB": PseudoLanguage(f"{RIGHT_TO_LEFT_OVERRIDE}Bidi{POP}", "ar", _turned),
    "xx-LONG": PseudoLanguage("Long", "en", _long),
    "xx-KEY": PseudoLanguage("Keys", "en", _keyed),
}
