"""Whether two names may be one person's, by sound: written so that a miss is rarer than a doubt.

A person decides, never this. The costs below were set by the pairs in the tests.
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
_LOST = {"": 0.5, "h": 0.25, "y": 0.3, "v": 0.6}
_DROPPED = 1.2
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


def alike(one: Sounds, other: Sounds) -> bool:
    """Whether two words may be spellings of one name."""
    most = _allowed(min(len(one.pairs), len(other.pairs)))
    return _apart(one.pairs, other.pairs) + _ends(one.pairs, other.pairs) <= most


def _ends(one: Pairs, other: Pairs) -> float:
    """A last vowel more, or another one, often makes a woman's name of a man's."""
    ends = {one[-1][1].lower(), other[-1][1].lower()} - {UNWRITTEN}
    return 0.0 if len(ends) < 2 or ends in _SOFT_ENDS else _END


def _allowed(length: int) -> float:
    return (0.0, 0.3, 0.45, 0.6, 0.8)[length] if length < 5 else 1.0


def _apart(one: Pairs, other: Pairs) -> float:
    """How far two readings are apart: the cheapest way to turn one into the other."""
    row = [0.0]
    for pair in other:
        row.append(row[-1] + _lost(pair))
    for mine in one:
        before, row = row, [row[0] + _lost(mine)]
        for at, theirs in enumerate(other):
            row.append(
                min(
                    before[at] + _swapped(mine, theirs),
                    before[at + 1] + _lost(mine),
                    row[at] + _lost(theirs),
                )
            )
    return row[-1]


@cache
def _swapped(mine: tuple[str, str], theirs: tuple[str, str]) -> float:
    return _consonants(mine[0], theirs[0]) + _vowels(mine[1], theirs[1])


def _consonants(mine: str, theirs: str) -> float:
    if mine == theirs:
        return 0.0
    return _CLOSE.get(mine + theirs, _CLOSE.get(theirs + mine, _FAR))


def _vowels(mine: str, theirs: str) -> float:
    if mine == theirs:
        return 0.0
    if UNWRITTEN in (mine, theirs):
        return _ANY.get(mine + theirs, 0.0)
    if SILENT in (mine, theirs):
        return _NONE
    return _VOWELS.get(mine + theirs, _VOWELS.get(theirs + mine, 0.9))


@cache
def _lost(pair: tuple[str, str]) -> float:
    consonant, vowel = pair
    return _LOST.get(consonant, _DROPPED) + (_VOWEL if vowel not in (SILENT, UNWRITTEN) else 0.0)
