"""Compare two words of names by sound. It prefers a doubtful match to a missed one.

A person decides about each match. The costs below are fitted to the pairs of names in the tests.
"""

from __future__ import annotations

from functools import cache

from intake.conflicts.sounds import SILENT, UNWRITTEN, Sounds

Pairs = tuple[tuple[str, str], ...]

_CLOSE = {
    **dict.fromkeys(("td", "sz", "dz", "kg", "bp", "vb", "sS", "SC", "CJ", "Jg", "Jz", "SJ"), 0.35),
    **dict.fromkeys(("kH", "hH", "st", "vf", "Jy", "Jh", "gH", "sC", "Jd"), 0.45),
    **dict.fromkeys(("sk", "mn", "lr", "gh", "hg"), 0.75),
}
_FAR = 1.5
_DELETED = {"": 0.5, "h": 0.25, "y": 0.3, "v": 0.6}
_OTHER_DELETED = 1.2
_VOWEL = 0.3

_VOWELS = {
    "ae": 0.2,
    "ei": 0.2,
    "ou": 0.1,
    "ao": 0.4,
    "ai": 0.65,
    "au": 0.65,
    "eo": 0.6,
    "eu": 0.45,
    "io": 0.8,
    "iu": 0.8,
    "Aa": 0.0,
    "Ae": 0.25,
    "Ao": 0.5,
    "Ai": 0.8,
    "Au": 0.8,
    "Ii": 0.0,
    "Ie": 0.1,
    "Ia": 0.7,
    "Io": 0.9,
    "Iu": 0.9,
    "Uu": 0.0,
    "Uo": 0.05,
    "Ua": 0.8,
    "Ue": 0.8,
    "Ui": 0.9,
    "AI": 0.8,
    "AU": 0.9,
    "IU": 0.9,
}
_ANY = {"a": 0.0, "e": 0.05, "o": 0.1, "u": 0.1, "i": 0.2, "A": 0.4, "I": 0.85, "U": 0.85}
_NONE = 0.4
_END = 0.3
_SOFT_ENDS = ({"e", "i"}, {"a", "e"}, {"o", "u"})


def alike(first: Sounds, second: Sounds) -> bool:
    """Return true if two words may be spellings of the same name."""
    limit = _limit(min(len(first.pairs), len(second.pairs)))
    return _distance(first.pairs, second.pairs) + _end_cost(first.pairs, second.pairs) <= limit


def begins(start: Sounds, word: Sounds) -> bool:
    """Return true if *word* may begin with *start*, which has two consonants or more.

    The vowel after its last consonant is not compared unless it was typed.
    """
    count = len(start.pairs)
    if not FEWEST_FOR_START <= count <= len(word.pairs):
        return False
    beginning = word.pairs[:count]
    if start.pairs[-1][1] in (SILENT, UNWRITTEN):
        beginning = (*beginning[:-1], (beginning[-1][0], start.pairs[-1][1]))
    limit = _START_LIMITS[min(count, len(_START_LIMITS) - 1)]
    return _distance(start.pairs, beginning) <= limit


FEWEST_FOR_START = 2
"""Consonants of which a beginning needs at least so many."""

_START_LIMITS = (0.0, 0.0, 0.1, 0.3, 0.5)
"""The most that the beginning of a word may differ, by its consonants: less than whole words may,
because more words begin like it.
"""


def _end_cost(first: Pairs, second: Pairs) -> float:
    """Return the cost of different last vowels, which often tell a woman's name from a man's."""
    ends = {first[-1][1].lower(), second[-1][1].lower()} - {UNWRITTEN}
    return 0.0 if len(ends) < 2 or ends in _SOFT_ENDS else _END


def _limit(length: int) -> float:
    return (0.0, 0.3, 0.45, 0.6, 0.8)[length] if length < 5 else 1.0


def _distance(first: Pairs, second: Pairs) -> float:
    """Return the weighted edit distance of two readings."""
    row = [0.0]
    for pair in second:
        row.append(row[-1] + _deletion(pair))
    for pair in first:
        previous, row = row, [row[0] + _deletion(pair)]
        for index, opposite in enumerate(second):
            row.append(
                min(
                    previous[index] + _substitution(pair, opposite),
                    previous[index + 1] + _deletion(pair),
                    row[index] + _deletion(opposite),
                )
            )
    return row[-1]


@cache
def _substitution(pair: tuple[str, str], opposite: tuple[str, str]) -> float:
    return _consonants(pair[0], opposite[0]) + _vowels(pair[1], opposite[1])


def _consonants(first: str, second: str) -> float:
    if first == second:
        return 0.0
    return _CLOSE.get(first + second, _CLOSE.get(second + first, _FAR))


def _vowels(first: str, second: str) -> float:
    if first == second:
        return 0.0
    if UNWRITTEN in (first, second):
        return _ANY.get(first + second, 0.0)
    if SILENT in (first, second):
        return _NONE
    return _VOWELS.get(first + second, _VOWELS.get(second + first, 0.9))


@cache
def _deletion(pair: tuple[str, str]) -> float:
    consonant, vowel = pair
    spoken = _VOWEL if vowel not in (SILENT, UNWRITTEN) else 0.0
    return _DELETED.get(consonant, _OTHER_DELETED) + spoken
