"""Find names with letters that look like those of another alphabet; staff see a warning."""

from __future__ import annotations

import unicodedata

ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
"""Alphabets that share shapes of letters, by the first word of Unicode's names of letters."""


def mixes_alphabets(name: str) -> bool:
    """Return true if one word of a name has letters of two alphabets that look alike.

    Such a name reads like another but does not match it. A name whose words are each in one
    alphabet is ordinary.
    """
    return any(len(_alphabets(word) & ALIKE) > 1 for word in name.split())


def _alphabets(word: str) -> set[str]:
    names = (unicodedata.name(letter, "") for letter in word if letter.isalpha())
    return {name.partition(" ")[0] for name in names}
