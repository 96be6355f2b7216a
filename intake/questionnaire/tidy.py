"""Typed text made safe to keep: one spelling, no hidden marks that mislead the eye."""

from __future__ import annotations

import re
from unicodedata import category, decimal, normalize

LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
EMBEDDING = frozenset("\u202a\u202b\u202c\u202d\u202e\ufeff")
ISOLATES = frozenset("\u2066\u2067\u2068")
END_OF_ISOLATE = "\u2069"
MOST_MARKS = 10
"""So many marks may stand on one letter: no script needs as many, and more hide the lines beside
it."""


def tidied(text: str, *, lines: bool) -> str:
    """The text in composed letters (NFC), without control characters, spoofing marks, and marks
    piled up on a letter.

    Joiners (U+200C, U+200D) stay: Persian and the Indic scripts need them. Line breaks stay where
    ``lines``; else they become a space.
    """
    kept = (_tidy_line(line) for line in LINE_BREAK.split(text))
    return _without_piles(normalize("NFC", ("\n" if lines else " ").join(kept))).strip()


def digits_of_any_script(text: str) -> str:
    """The text with every decimal digit, of whatever script, as an ASCII one."""
    if text.isascii():
        return text
    return "".join(one if (digit := decimal(one, None)) is None else str(digit) for one in text)


def whole_number(text: str, *, digits: int) -> int | None:
    """The number that is written so, in at most this many digits; nothing for any other text.

    A longer one would be slow to read, and larger than a column holds.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def _without_piles(text: str) -> str:
    kept, piled = [], 0
    for one in text:
        piled = piled + 1 if category(one) in ("Mn", "Me") else 0
        if piled <= MOST_MARKS:
            kept.append(one)
    return "".join(kept)


def _tidy_line(line: str) -> str:
    spaced = line.replace("\t", " ")
    shown = (one for one in spaced if one not in EMBEDDING and category(one) not in ("Cc", "Cs"))
    return _without_unpaired("".join(shown))


def _without_unpaired(line: str) -> str:
    opened: list[int] = []
    unpaired: set[int] = set()
    for at, one in enumerate(line):
        if one in ISOLATES:
            opened.append(at)
        elif one == END_OF_ISOLATE:
            if opened:
                opened.pop()
            else:
                unpaired.add(at)
    unpaired.update(opened)
    return "".join(one for at, one in enumerate(line) if at not in unpaired)
