"""A printed recovery sheet: 32 random bytes as letters a person can type, with a check letter.

Six letters, a space, six letters: nine groups in all. The first letter names the sheet (A, B or
C), 52 letters of base32 are its secret (the last one has four spare bits, which are zero), and
the last is the check: every single wrong letter and every two neighbours swapped are noticed.
"""

from __future__ import annotations

import secrets
from base64 import b32decode, b32encode
from collections.abc import Sequence
from dataclasses import field

from intake.frozen import frozen
from intake.sealing.envelope import KEY_BYTES

NAMES = "ABC"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LENGTH = 54
GROUP = 6
MISREAD = str.maketrans("018", "OIB")
"""Digits that base32 does not have, read as the letters they look like."""


class MistypedSheet(ValueError):
    """The letters are not those of a sheet: one is wrong, missing or in another's place."""


@frozen
class Sheet:
    """One of three: its name and its secret."""

    name: str
    secret: bytes = field(repr=False)

    @property
    def letters(self) -> str:
        """All 54 letters without a space, as the QR code has them."""
        unchecked = self.name + b32encode(self.secret).decode().rstrip("=")
        return unchecked + check_letter(unchecked)

    @property
    def text(self) -> str:
        """The letters in nine groups of six, as a person types them."""
        return " ".join(self.letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def new_sheets() -> tuple[Sheet, Sheet, Sheet]:
    """Three sheets with independent secrets."""
    a, b, c = (Sheet(name=name, secret=secrets.token_bytes(KEY_BYTES)) for name in NAMES)
    return a, b, c


def sheets_to_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return the secrets of the three sheets in the order of their names: 96 bytes."""
    return b"".join(sheet.secret for sheet in sorted(sheets, key=lambda sheet: sheet.name))


def sheets_from_bytes(all_secrets: bytes) -> tuple[Sheet, ...]:
    """Return the sheets whose secrets :func:`sheets_to_bytes` wrote."""
    return tuple(
        Sheet(name=name, secret=all_secrets[at * KEY_BYTES : (at + 1) * KEY_BYTES])
        for at, name in enumerate(NAMES)
        if all_secrets
    )


def read_sheet(typed: str) -> Sheet:
    """Return the sheet that was typed or scanned. Raise :class:`MistypedSheet`.

    Spaces, dashes and small letters do not matter; 0, 1 and 8 are read as O, I and B.
    """
    letters = "".join(typed.split()).replace("-", "").upper().translate(MISREAD)
    if len(letters) != LENGTH or not set(letters) <= set(ALPHABET):
        raise MistypedSheet
    if check_letter(letters[:-1]) != letters[-1] or letters[0] not in NAMES:
        raise MistypedSheet
    sheet = Sheet(name=letters[0], secret=b32decode(letters[1:-1] + "===="))
    if sheet.letters != letters:
        raise MistypedSheet
    return sheet


def check_letter(letters: str) -> str:
    """Damm's check over the field of 32 elements: double, add; modulo x⁵ + x² + 1."""
    interim = 0
    for letter in letters:
        interim = _doubled(interim) ^ ALPHABET.index(letter)
    return ALPHABET[_doubled(interim)]


def _doubled(element: int) -> int:
    shifted = element << 1
    return shifted ^ 0b100101 if shifted & 0b100000 else shifted
