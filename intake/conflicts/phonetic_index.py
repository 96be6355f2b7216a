"""Index names by rough phonetic keys, so that thousands of cards are searched in milliseconds.

Reading a name takes a hundred times longer than comparing two keys. So the keys are stored in
the card, sealed as the names are, and only names with a near key are read.
"""

from collections.abc import Collection, Iterable, Mapping

from intake.conflicts.name_parts import FEWEST_FOR_START, NameParts, parse_name
from intake.conflicts.sounds import Sounds

NEAR = 1
"""Letters by which two keys of one name may differ, unless a key has one letter only."""


def sound_keys_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of all words of *names*, of neighbouring words, and of each whole name."""
    return tuple(
        sorted(
            {
                reading.rough
                for name in map(parse_name, names)
                for word in (*name.words, *name.neighbours, *name.whole)
                for reading in word
            }
        )
    )


class NameMatcher:
    """The name in a search, prepared for comparing with the keys of many cards."""

    def __init__(self, name: NameParts, all_keys: Collection[str]) -> None:
        """Find the keys near *name* among *all_keys*, those of all cards."""
        self._words = [_near(word, all_keys) | _begun(word, all_keys) for word in name.words]
        self._whole = [_near(word, all_keys) for word in name.whole[:1]]

    def candidates(self, index: Mapping[str, Iterable[int]]) -> set[int]:
        """Return the cards whose names are worth reading, by an index of their keys."""
        by_word = [_with_keys(near, index) for near in self._words]
        every_word = set[int].intersection(*by_word) if by_word else set()
        return every_word.union(*(_with_keys(near, index) for near in self._whole))


class MentionMatcher:
    """Words that may be names, prepared for comparing with the keys of many persons."""

    def __init__(self, words: Iterable[Iterable[Sounds]], all_keys: Collection[str]) -> None:
        """Find the keys near any of *words* among *all_keys*, those of all cards."""
        self._near = frozenset(key for word in words for key in _near(word, all_keys))

    def candidates(self, index: Mapping[str, Iterable[int]]) -> set[int]:
        """Return the cards of which a name may be one of the words, by an index of their keys."""
        return _with_keys(self._near, index)


def _with_keys(keys: Iterable[str], index: Mapping[str, Iterable[int]]) -> set[int]:
    return {card for key in keys for card in index.get(key, ())}


def _near(word: Iterable[Sounds], all_keys: Collection[str]) -> frozenset[str]:
    from rapidfuzz.distance import Levenshtein  # 3 MiB, and applicants compare no names
    from rapidfuzz.process import extract

    keys = {reading.rough for reading in word}
    return frozenset(
        near
        for key in keys
        for near, _, _ in extract(
            key,
            all_keys,
            scorer=Levenshtein.distance,
            score_cutoff=min(NEAR, len(key) // 2),
            limit=None,
        )
    )


def _begun(word: Iterable[Sounds], all_keys: Collection[str]) -> frozenset[str]:
    """Return the keys of words that may begin with *word*.

    The last consonant of a longer beginning may be another one: a t may be the t of ts.
    """
    stems = {
        reading.rough[:-1] if len(reading.rough) > SHORT else reading.rough
        for reading in word
        if len(reading.pairs) >= FEWEST_FOR_START and reading.rough
    }
    return frozenset(key for key in all_keys if key.startswith(tuple(stems)))


SHORT = 3
"""Letters of a key that are all compared."""
