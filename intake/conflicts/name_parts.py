"""Take a full name apart for comparing: its words without joining particles, each by sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise, permutations

from intake.conflicts.alike import alike, begins
from intake.conflicts.sounds import Sounds, readings

_JOINING = (
    "al el ul ur ar as ad an ibn bin bint ben binti ould uld mint "
    "de del la las los da do dos das van von der den di du e y i san née nee "
    "ال بن ابن بنت"
)
JOINING = frozenset(_JOINING.split())
"""Particles that one document has in a name and another leaves out."""

MOST_WORDS = 6
"""Words of a name that are compared; the orders of more would take too long."""

Words = tuple[tuple[Sounds, ...], ...]
"""Words of a name, each with all its readings."""

Match = Callable[[tuple[Sounds, ...], tuple[Sounds, ...]], bool]
"""Compares the readings of two words."""

_HAN = re.compile("([\u3400-\u9fff\uac00-\ud7a3])")
_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u200d\u02bb-\u02bf'’‘`´ʿʾ]")
_SERVANT = re.compile(r"\b(abd|عبد)([aeou][lr]|[aeou])?[\s-]+((al|el|ul|ur|ar)[\s-]+|ال)?", re.I)
_ABDUL = re.compile("^(abd|عبد)(?:[aeou]l|[aeou](?=rr)r|ال)(?=.)", re.I)


@dataclass(frozen=True, kw_only=True, slots=True)
class NameParts:
    """A name taken apart: all readings of each word, and of each two neighbouring words as one.

    ``whole`` are the readings of all words as one, in the orders in which families write them.
    """

    words: Words
    neighbours: Words
    whole: Words


def parse_name(name: str) -> NameParts:
    """Take a name apart. A name without letters has no words."""
    words = _words(name)
    first_word_last = [*words[1:], *words[:1]]
    last_word_first = [*words[-1:], *words[:-1]]
    orders = dict.fromkeys("".join(order) for order in (words, first_word_last, last_word_first))
    return NameParts(
        words=_read(words), neighbours=_read(map("".join, pairwise(words))), whole=_read(orders)
    )


def parse_sentence(text: str) -> NameParts:
    """Take apart a sentence that may contain names: any number of words, and no ``whole``."""
    words = _words(text, at_most=None)
    return NameParts(words=_read(words), neighbours=_read(map("".join, pairwise(words))), whole=())


def may_be_same_name(first: NameParts, second: NameParts) -> bool:
    """Return true if two full names may belong to the same person.

    Every word of the shorter name must match a word of the longer. A single name matches only a
    single name. A name written without spaces counts as one word.
    """
    shorter, longer = sorted((first.words, second.words), key=len)
    if not shorter:
        return False
    if (len(shorter) > 1 or len(longer) == 1) and _all_match(shorter, longer):
        return True
    return len(shorter) != len(longer) and _any_match(first.whole[:1], second.whole)


def contains_name(name: NameParts, search: NameParts) -> bool:
    """Return true if *name* has every word of *search*, or one that begins so, in any order."""
    if not search.words:
        return False
    has_words = _all_match(search.words, name.words + name.neighbours, _may_begin)
    return has_words or _any_match(search.whole[:1], name.whole)


def _read(words: Iterable[str]) -> Words:
    return tuple(sounds for word in words if (sounds := readings(word)))


def _all_match(few: Words, many: Words, match: Match | None = None) -> bool:
    """Return true if each of *few* matches a word of *many*, no two of them the same one."""
    match = match or _words_match
    matches = [[match(word, other_word) for other_word in many] for word in few]
    if not all(any(row) for row in matches):
        return False
    return any(
        all(row[index] for row, index in zip(matches, chosen, strict=True))
        for chosen in permutations(range(len(many)), len(few))
    )


def _words_match(first: tuple[Sounds, ...], second: tuple[Sounds, ...]) -> bool:
    return any(alike(sounds, other_sounds) for sounds in first for other_sounds in second)


def _may_begin(start: tuple[Sounds, ...], word: tuple[Sounds, ...]) -> bool:
    """Return true if a word of a search is a word of a name, or the beginning of one."""
    return _words_match(start, word) or any(
        begins(sounds, other_sounds) for sounds in start for other_sounds in word
    )


def _any_match(first: Words, second: Words) -> bool:
    return any(_words_match(word, other_word) for word in first for other_word in second)


def _words(name: str, *, at_most: int | None = MOST_WORDS) -> list[str]:
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", name))
    plain = _SERVANT.sub(r"\1", plain)
    parts = "".join(map(_letter_or_space, _HAN.sub(r" \1 ", plain))).split()
    without_particles = [part for part in parts if part.casefold() not in JOINING]
    return [_ABDUL.sub(r"\1", part) for part in (without_particles or parts)[:at_most]]


def _letter_or_space(character: str) -> str:
    """Return a letter, or a mark that belongs to one, as it is; anything else as a space."""
    return character if unicodedata.category(character)[0] in "LM" else " "
