"""Normalize typed text before it is stored: one encoding, no invisible or misleading marks."""

import re
from unicodedata import category, decimal, normalize

LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
EMBEDDING = frozenset("\u202a\u202b\u202c\u202d\u202e\ufeff")
ISOLATES = frozenset("\u2066\u2067\u2068")
END_OF_ISOLATE = "\u2069"
INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\ufe00-\ufe0f]")
"""Letters and marks that show nothing, besides those of the category Cf."""

MOST_MARKS = 10
"""So many marks may stand on one letter: no script needs as many, and more hide the lines beside
it."""


def tidied(text: str, *, lines: bool) -> str:
    """Return *text* in composed letters (NFC), without control characters, spoofing marks and
    marks piled up on a letter.

    Joiners (U+200C, U+200D) stay: Persian and the Indic scripts need them. Line breaks stay where
    ``lines``; else they become a space.
    """
    tidy_lines = (_tidy_line(line) for line in LINE_BREAK.split(text))
    characters, piled = [], 0
    for character in normalize("NFC", ("\n" if lines else " ").join(tidy_lines)):
        piled = piled + 1 if category(character) in ("Mn", "Me") else 0
        if piled <= MOST_MARKS:
            characters.append(character)
    return "".join(characters).strip()


def name_key(name: str) -> str:
    """Return the form by which names are compared: one case, one width, nothing invisible."""
    plain = "".join(normalize("NFKC", name).casefold().split())
    return "".join(
        letter for letter in plain if category(letter) != "Cf" and not INVISIBLE.match(letter)
    )


def digits_of_any_script(text: str) -> str:
    """Return *text* with each decimal digit of any script as an ASCII digit."""
    if text.isascii():
        return text
    return "".join(
        character if (digit := decimal(character, None)) is None else str(digit)
        for character in text
    )


def typed_number(text: str) -> str:
    """Return a number as it was typed in any script, in ASCII digits, without unseen marks.

    Phones put such marks around numbers in a text from right to left.
    """
    return "".join(mark for mark in digits_of_any_script(text) if category(mark) != "Cf").strip()


def whole_number(text: str, *, digits: int) -> int | None:
    """Return a whole number of at most this many digits; ``None`` for any other text.

    A longer one would be slow to read, and larger than a column holds.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def _tidy_line(line: str) -> str:
    spaced = line.replace("\t", " ")
    shown = (
        character
        for character in spaced
        if character not in EMBEDDING and category(character) not in ("Cc", "Cs")
    )
    return _without_unpaired("".join(shown))


def _without_unpaired(line: str) -> str:
    opened: list[int] = []
    unpaired: set[int] = set()
    for at, character in enumerate(line):
        if character in ISOLATES:
            opened.append(at)
        elif character == END_OF_ISOLATE:
            if opened:
                opened.pop()
            else:
                unpaired.add(at)
    unpaired.update(opened)
    return "".join(character for at, character in enumerate(line) if at not in unpaired)
