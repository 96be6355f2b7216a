"""What a card keeps of how its names sound, so that thousands are searched in a blink.

Reading a name takes a hundred times longer than comparing two rough forms. So the rough forms
are kept in the card, as sealed as the names, and only names near to what is asked are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from intake.conflicts.name_parts import Spelled, spelled
from intake.conflicts.sounds import Sounds

VERSION = 1
"""Counts changes of how names are read: what an older release heard is heard anew."""

NEAR = 1
"""How many letters two rough forms of one name may be apart, unless they are of one letter."""


def heard_in(names: Iterable[str]) -> tuple[str, ...]:
    """The rough forms of all words of these names, of neighbours, and of each name in one."""
    return tuple(sorted({rough for name in names for rough in _roughs(spelled(name))}))


class Listener:
    """What is asked for, ready to be compared with the rough forms of many cards."""

    def __init__(self, asked: Spelled, heard: Collection[str]) -> None:
        """``heard`` are the rough forms of all cards."""
        self._words = [_near(word, heard) for word in asked.words]
        self._whole = [_near(word, heard) for word in asked.whole[:1]]

    def may_be_in(self, heard: Collection[str]) -> bool:
        """Whether the names behind these rough forms are worth reading."""
        every = bool(self._words) and all(not near.isdisjoint(heard) for near in self._words)
        return every or any(not near.isdisjoint(heard) for near in self._whole)


class Overhearing:
    """Some words of a sentence, ready to be compared with how many persons' names sound."""

    def __init__(self, words: Iterable[Iterable[Sounds]], heard: Collection[str]) -> None:
        """``heard`` are the rough forms of all cards."""
        self._near = frozenset(rough for word in words for rough in _near(word, heard))

    def may_name(self, heard: Iterable[str]) -> bool:
        """Whether somebody whose names sound like this may stand in the sentence."""
        return not self._near.isdisjoint(heard)


def _near(word: Iterable[Sounds], known: Collection[str]) -> frozenset[str]:
    roughs = {reading.rough for reading in word}
    return frozenset(
        found
        for rough in roughs
        for found, _, _ in extract(
            rough,
            known,
            scorer=Levenshtein.distance,
            score_cutoff=min(NEAR, len(rough) // 2),
            limit=None,
        )
    )


def _roughs(name: Spelled) -> Iterable[str]:
    return (
        reading.rough for word in (*name.words, *name.side_by_side, *name.whole) for reading in word
    )
