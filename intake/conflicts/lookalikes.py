"""Letters that look like those of another alphabet: told to staff, never refused to anybody."""

from __future__ import annotations

import unicodedata

ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
"""Alphabets with letters of one shape, as Unicode's names of letters begin."""


def mixes_alphabets(name: str) -> bool:
    """Whether one word of a name has letters of two alphabets that look alike.

    By eye it may be another's name; by its letters it is not. A name in two alphabets, each word
    in one, is as people write it.
    """
    return any(len(_alphabets(word) & ALIKE) > 1 for word in name.split())


def _alphabets(word: str) -> set[str]:
    letters = (unicodedata.name(letter, "") for letter in word if letter.isalpha())
    return {told.partition(" ")[0] for told in letters}
