"""What a stub remembers of a person, all of it hashed: and whether two persons may be one.

Hashes can only be equal or not. So each word of a name is kept in every rough form that another
script or spelling may give it, and a person compares what is found, never this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

from intake.conflicts.asked import digits_in
from intake.conflicts.name_parts import Spelled, spelled, words_said
from intake.conflicts.sounds import Sounds, rough_ways

Hasher = Callable[[str], str]
Word = frozenset[str]

VERSION = 1
"""Counts changes of what stands in a stub; one that is not known is told as unreadable."""

YEARS_APART = 2
"""So far two birth years of one person may be apart: papers and memories differ."""

LONG_ENOUGH = 3
"""Rough forms shorter than this stand in too many sentences to be somebody's only name."""


class Why(StrEnum):
    """What two persons have in common."""

    SAME_NUMBER = "same_number"
    """The A-number: one person, who asks again."""
    SAME_NAME = "same_name"
    """The name, with no birth year against it: perhaps one person."""
    NAMED_BY_THEM = "named_by_them"
    """The other said not to tell somebody of this name."""
    NAMES_THEM = "names_them"
    """This person said not to tell somebody of the other's name."""
    UNREADABLE = "unreadable"
    """What is kept of the other does not open, or was written by a newer release."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """One name: its words; all of them as one; whether it may be looked for in a sentence."""

    words: tuple[Word, ...]
    whole: tuple[Word, ...]
    is_telling: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """One person, hashed: names, birth years and those near them, numbers, whom not to tell."""

    names: tuple[Name, ...]
    years: Word
    near_years: Word
    numbers: Word
    against: tuple[Word, ...]

    def to_json(self) -> dict[str, Any]:
        """The form in which it is sealed; sorted, so that no order tells anything."""
        return {
            "version": VERSION,
            "names": [
                {
                    "words": _sorted(name.words),
                    "whole": _sorted(name.whole),
                    "telling": name.is_telling,
                }
                for name in self.names
            ],
            "years": sorted(self.years),
            "near_years": sorted(self.near_years),
            "numbers": sorted(self.numbers),
            "against": _sorted(self.against),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Traits | None:
        """As it was sealed; ``None`` where a newer release wrote it."""
        if kept["version"] > VERSION:
            return None
        return cls(
            names=tuple(
                Name(
                    words=_words(name["words"]),
                    whole=_words(name["whole"]),
                    is_telling=name["telling"],
                )
                for name in kept["names"]
            ),
            years=frozenset(kept["years"]),
            near_years=frozenset(kept["near_years"]),
            numbers=frozenset(kept["numbers"]),
            against=_words(kept["against"]),
        )


def traits_of(
    hashed: Hasher, *, names: Iterable[str], years: Sequence[int], number: str, against: str
) -> Traits:
    """Hash a person: every name they gave, the years they may be born in, their A-number in any
    shape, and the sentence that says whom not to tell.
    """
    digits = digits_in(number).lstrip("0")
    near = {year + by for year in years for by in range(-YEARS_APART, YEARS_APART + 1)}
    said = words_said(against)
    return Traits(
        names=tuple(_name(one, hashed) for one in _fullest(map(spelled, names))),
        years=frozenset(hashed(f"year {year}") for year in years),
        near_years=frozenset(hashed(f"year {year}") for year in near),
        numbers=frozenset({hashed(f"number {digits}")} if digits else ()),
        against=_hashed(said.words + said.side_by_side, hashed),
    )


def in_common(asked: Traits, other: Traits) -> tuple[Why, ...]:
    """Why these two may be one person, or stand against each other; nothing where they do not."""
    found = (
        (Why.SAME_NUMBER, bool(asked.numbers & other.numbers)),
        (Why.SAME_NAME, _same_name(asked, other)),
        (Why.NAMED_BY_THEM, _names(other.against, asked.names)),
        (Why.NAMES_THEM, _names(asked.against, other.names)),
    )
    return tuple(why for why, so in found if so)


def is_sure(why: Why, asked: Traits, other: Traits) -> bool:
    """Whether one stands against the other by a full name, of two words or more."""
    whose = {Why.NAMED_BY_THEM: asked, Why.NAMES_THEM: other}.get(why)
    against = other.against if why is Why.NAMED_BY_THEM else asked.against
    full = [name for name in whose.names if len(name.words) > 1] if whose else []
    return any(_all_found(name.words, against) for name in full)


def _same_name(one: Traits, other: Traits) -> bool:
    if one.years and other.years and not one.years & other.near_years:
        return False
    return any(_may_be_one(mine, theirs) for mine in one.names for theirs in other.names)


def _may_be_one(one: Name, other: Name) -> bool:
    """As :func:`intake.conflicts.name_parts.may_be_one` says it of names that are not hashed."""
    shorter, longer = sorted((one.words, other.words), key=len)
    if (len(shorter) > 1 or len(longer) == 1) and _all_found(shorter, longer):
        return True
    joined = any(mine & theirs for mine in one.whole for theirs in other.whole)
    return joined and len(shorter) != len(longer)


def _names(sentence: tuple[Word, ...], names: Iterable[Name]) -> bool:
    """Whether one of these names stands in the sentence, two words of it at the least.

    A name on papers has three words or four where people say two.
    """
    return any(name.is_telling and _two_found(name.words, sentence) for name in names)


def _two_found(words: tuple[Word, ...], sentence: tuple[Word, ...]) -> bool:
    fewest = min(2, len(words))
    return any(_all_found(some, sentence) for some in combinations(words, fewest))


def _all_found(few: tuple[Word, ...], many: tuple[Word, ...]) -> bool:
    """Whether each of the few is among the many, no two of them the same one."""
    if not few:
        return True
    return any(
        few[0] & word and _all_found(few[1:], many[:at] + many[at + 1 :])
        for at, word in enumerate(many)
    )


def _fullest(names: Iterable[Spelled]) -> list[Spelled]:
    """Names with letters; one of a single word only where the person gave no fuller name."""
    given = [name for name in names if name.words]
    return [name for name in given if len(name.words) > 1] or given


def _name(name: Spelled, hashed: Hasher) -> Name:
    roughs = [reading.rough for word in name.words for reading in word]
    return Name(
        words=_hashed(name.words, hashed),
        whole=_hashed(name.whole, hashed),
        is_telling=len(name.words) > 1 or min(map(len, roughs)) >= LONG_ENOUGH,
    )


def _hashed(words: Iterable[tuple[Sounds, ...]], hashed: Hasher) -> tuple[Word, ...]:
    return tuple(
        frozenset(hashed(f"word {way}") for reading in word for way in rough_ways(reading))
        for word in words
    )


def _sorted(words: Iterable[Word]) -> list[list[str]]:
    return sorted(sorted(word) for word in words)


def _words(kept: Iterable[Iterable[str]]) -> tuple[Word, ...]:
    return tuple(frozenset(word) for word in kept)
