"""Sort names as readers of a language do, after the collation of Unicode's CLDR.

The root order ignores case and accents at first; a language may move letters. Only the lists of
countries and states are sorted, so the letters that CLDR moves in our languages are enough.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

PERSIAN = "آاأبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
MOVED: Mapping[str, str] = {
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "fa": PERSIAN,
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
"""Alphabets whose order differs from that of the code points, by language."""
SAME_LETTER = str.maketrans("كيىةؤئإ", "کییهویا")
"""Letters that Persian sorts as one of its own."""


def sort_key(name: str, language: str) -> tuple[tuple[int, ...], str]:
    """Return the key by which *name* is sorted in a list of this language."""
    letters = unicodedata.normalize("NFC", name.casefold())
    alphabet = MOVED.get(language.partition("-")[0], "")
    if language.startswith("fa"):
        letters = letters.translate(SAME_LETTER)
    return tuple(_weight(letter, alphabet) for letter in letters if not _ignored(letter)), name


def _ignored(letter: str) -> bool:
    """Return true for marks, spaces and punctuation, which the first level of CLDR ignores."""
    return unicodedata.category(letter)[0] in "MZPC"


def _weight(letter: str, alphabet: str) -> int:
    """Return the place of a letter, its accent removed unless it is a letter of its own."""
    if (place := alphabet.find(letter)) >= 0:
        return ord(alphabet[0]) * 64 + place
    base = unicodedata.normalize("NFKD", letter)[0]
    if (place := alphabet.find(base)) >= 0:
        return ord(alphabet[0]) * 64 + place
    return ord(base) * 64
