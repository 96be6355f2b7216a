"""Traits: the hashed facts of a person that a stub contains, and how two persons' are compared.

Hashes can only be equal or not. So each word of a name is hashed in every rough form that
another script or spelling may give it. A person decides about each match.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations, product
from typing import Any

from intake.conflicts.name_parts import (
    NameParts,
    digits_in,
    may_be_same_name,
    parse_name,
    parse_sentence,
)
from intake.conflicts.sounds import Sounds, rough_variants
from intake.frozen import frozen
from intake.questionnaire import dates
from intake.words import Labelled

Hasher = Callable[[str], str]
Word = frozenset[str]

VERSION = 1
"""Version of the content of a stub. A stub of a newer version counts as unreadable."""

YEARS_APART = 2
"""Years by which two birth years of one person may differ, as papers and memories do."""

LONG_ENOUGH = 3
"""Letters of a rough form. A single name with fewer would be found in too many sentences."""


class Why(Labelled):
    """A reason why two persons match."""

    SAME_NUMBER = "same_number"
    """The same A-number: one person, who asks again."""
    SAME_NAME = "same_name", "This applicant may have this name"
    """The same name, and no birth years that differ: perhaps one person."""
    NAMED_BY_THEM = "named_by_them", "Another applicant named someone with this name as adverse"
    """The other person asked not to tell a person of this name."""
    NAMES_THEM = "names_them", "This applicant named, as adverse, someone we know"
    """This person asked not to tell a person of the other's name."""
    WALLED = "walled", "A walled case may be affected. Ask a supervisor"
    """The other person's case is walled: a supervisor may know more."""
    UNREADABLE = "unreadable"
    """The stub of the other person does not open, or a newer release wrote it."""


@frozen
class Name:
    """One hashed name: its words, the whole name as one word in several orders.

    ``is_telling`` is true if the name is long enough to be looked for in a sentence.
    """

    words: tuple[Word, ...]
    whole: tuple[Word, ...]
    is_telling: bool


@frozen
class Traits:
    """One person, hashed: names, birth years and those near them, numbers, person not to tell."""

    names: tuple[Name, ...]
    years: Word
    near_years: Word
    numbers: Word
    against: tuple[Word, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the form that is sealed, sorted so that the order gives nothing away."""
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
    def from_json(cls, stored: dict[str, Any]) -> Traits | None:
        """Read :meth:`to_json`; return ``None`` if a newer release wrote it."""
        if stored["version"] > VERSION:
            return None
        return cls(
            names=tuple(
                Name(
                    words=_words(name["words"]),
                    whole=_words(name["whole"]),
                    is_telling=name["telling"],
                )
                for name in stored["names"]
            ),
            years=frozenset(stored["years"]),
            near_years=frozenset(stored["near_years"]),
            numbers=frozenset(stored["numbers"]),
            against=_words(stored["against"]),
        )


def traits_of(
    hashed: Hasher, *, names: Iterable[str], years: Sequence[int], number: str, against: str
) -> Traits:
    """Return the keyed hashes of a person.

    *names* are all names they gave, *years* the possible birth years, *number* the A-number in
    any notation, *against* the sentence about the person not to tell.
    """
    digits = digits_in(number).lstrip("0")
    near = {year + by for year in years for by in range(-YEARS_APART, YEARS_APART + 1)}
    sentence = parse_sentence(against)
    hashed_names = []
    for name in _fullest(map(parse_name, names)):
        roughs = [reading.rough for word in name.words for reading in word]
        is_telling = len(name.words) > 1 or min(map(len, roughs)) >= LONG_ENOUGH
        words, whole = (_hash_words(part, hashed) for part in (name.words, name.whole))
        hashed_names.append(Name(words=words, whole=whole, is_telling=is_telling))
    return Traits(
        names=tuple(hashed_names),
        years=frozenset(hashed(f"year {year}") for year in years),
        near_years=frozenset(hashed(f"year {year}") for year in near),
        numbers=frozenset({hashed(f"number {digits}")} if digits else ()),
        against=_hash_words(sentence.words + sentence.neighbours, hashed),
    )


def in_common(person: Traits, candidate: Traits) -> tuple[Why, ...]:
    """Return why the two may be one person or opposed to each other; nothing if they do not match.

    *candidate* is the person of a stub or of another case.
    """
    reasons = (
        (Why.SAME_NUMBER, bool(person.numbers & candidate.numbers)),
        (Why.SAME_NAME, _same_name(person, candidate)),
        (Why.NAMED_BY_THEM, _mentions(candidate.against, person.names)),
        (Why.NAMES_THEM, _mentions(person.against, candidate.names)),
    )
    return tuple(reason for reason, holds in reasons if holds)


def is_sure(why: Why, person: Traits, candidate: Traits) -> bool:
    """Return true if one named a full name of the other, of two words or more, as not to tell."""
    named = {Why.NAMED_BY_THEM: person, Why.NAMES_THEM: candidate}.get(why)
    against = candidate.against if why is Why.NAMED_BY_THEM else person.against
    full = [name for name in named.names if len(name.words) > 1] if named else []
    return any(_all_match(name.words, against) for name in full)


def _same_name(first: Traits, second: Traits) -> bool:
    """Compare hashed names by the rule of ``name_parts.may_be_same_name``."""
    if first.years and second.years and not first.years & second.near_years:
        return False
    for name, other in product(first.names, second.names):
        shorter, longer = sorted((name.words, other.words), key=len)
        if (len(shorter) > 1 or len(longer) == 1) and _all_match(shorter, longer):
            return True
        same_whole = any(one & another for one, another in product(name.whole, other.whole))
        if same_whole and len(shorter) != len(longer):
            return True
    return False


def _mentions(sentence: tuple[Word, ...], names: Iterable[Name]) -> bool:
    """Return true if the sentence contains one of *names*, or two words of it.

    A name on papers has three or four words where people say two.
    """
    return any(
        _all_match(some, sentence)
        for name in names
        if name.is_telling
        for some in combinations(name.words, min(2, len(name.words)))
    )


def _all_match(few: tuple[Word, ...], many: tuple[Word, ...]) -> bool:
    """Return true if each of *few* matches a word of *many*, no two of them the same one."""
    if not few:
        return True
    return any(
        few[0] & word and _all_match(few[1:], many[:at] + many[at + 1 :])
        for at, word in enumerate(many)
    )


def _fullest(names: Iterable[NameParts]) -> list[NameParts]:
    """Return names with letters; those of one word only if there is no longer one."""
    with_letters = [name for name in names if name.words]
    return [name for name in with_letters if len(name.words) > 1] or with_letters


def _hash_words(words: Iterable[tuple[Sounds, ...]], hashed: Hasher) -> tuple[Word, ...]:
    return tuple(
        frozenset(hashed(f"word {form}") for reading in word for form in rough_variants(reading))
        for word in words
    )


def _sorted(words: Iterable[Word]) -> list[list[str]]:
    return sorted(sorted(word) for word in words)


def _words(stored: Iterable[Iterable[str]]) -> tuple[Word, ...]:
    return tuple(frozenset(word) for word in stored)


ENOUGH_DIGITS = 7
"""A number with fewer digits is an extension or a typing error, and is not compared."""

TELLING_DIGITS = 10
"""Last digits of a phone number that are compared; those before them are the country code."""

DAYS_OF_A_DATE = timedelta(days=7)
"""A full date means a few days at most (in the Islamic calendar); a month or a year means more."""


class SameBy(Labelled):
    """A fact that two requests have in common."""

    A_NUMBER = "a_number", "Same A-number"
    PHONE = "phone", "Same phone"
    EMAIL = "email", "Same email"
    NAME_AND_BIRTH = "name_and_birth", "Similar name, same birth date"
    NAME_AND_BIRTH_YEAR = "name_and_birth_year", "Similar name, same birth year"


@dataclass(frozen=True)
class Person:
    """The facts of a card that identify a person; each is computed once, when first needed."""

    card: Mapping[str, Any]

    @cached_property
    def a_number(self) -> str:
        """Return the digits of the A-number without leading zeros."""
        return _digits(self.card.get("a_number")).lstrip("0")

    @cached_property
    def phone(self) -> str:
        """Return the last digits of the person's own phone.

        The phone of a trusted person is not compared, because it may serve many people.
        """
        return _digits(self._contact.get("phone"))[-TELLING_DIGITS:]

    @cached_property
    def email(self) -> str:
        """Return the email address in lower case."""
        address = self._contact.get("email")
        return address.strip().casefold() if isinstance(address, str) else ""

    @cached_property
    def born(self) -> tuple[date, date] | None:
        """Return the first and the last day on which the person may be born, if known."""
        stored = self.card.get("birth_date")
        birth = dates.from_json(stored) if stored else dates.NOT_SURE
        return (birth.first, birth.last) if birth.first and birth.last else None

    @property
    def has_full_birth_date(self) -> bool:
        """Return true if more than the year or the month of the birth is known."""
        return self.born is not None and self.born[1] - self.born[0] <= DAYS_OF_A_DATE

    @cached_property
    def names(self) -> tuple[NameParts, ...]:
        """Return every name, taken apart."""
        names = (self.card.get("name_to_use", ""), *self.card.get("names", ()))
        return tuple(parse_name(name) for name in names if name)

    @property
    def words(self) -> Iterator[tuple[Sounds, ...]]:
        """Return the words of all names, and each whole name as one word."""
        return (word for name in self.names for word in (*name.words, *name.whole))

    @property
    def _contact(self) -> Mapping[str, Any]:
        contact: Mapping[str, Any] = self.card.get("contact") or {}
        return contact


def signs_of_same_person(
    person: Person, candidate: Person, *, sounds_alike: bool
) -> tuple[SameBy, ...]:
    """Return the facts by which *candidate* may be the same person, or none.

    Thousands of candidates are compared with one person. So a fact of the candidate is read only
    if the person has it, and the names only if a word of them ``sounds_alike``.
    """
    signs = (
        (SameBy.A_NUMBER, _is_number(person.a_number) and person.a_number == candidate.a_number),
        (SameBy.PHONE, _is_number(person.phone) and person.phone == candidate.phone),
        (SameBy.EMAIL, bool(person.email) and person.email == candidate.email),
    )
    by_name = _signs_of_name(person, candidate) if sounds_alike else ()
    return (*(sign for sign, is_given in signs if is_given), *by_name)


def _is_number(digits: str) -> bool:
    return len(digits) >= ENOUGH_DIGITS


def _signs_of_name(person: Person, candidate: Person) -> tuple[SameBy, ...]:
    if person.born is None or candidate.born is None:
        return ()
    overlap = person.born[0] <= candidate.born[1] and candidate.born[0] <= person.born[1]
    if not overlap or not any(
        may_be_same_name(*names) for names in product(person.names, candidate.names)
    ):
        return ()
    is_full = person.has_full_birth_date and candidate.has_full_birth_date
    return (SameBy.NAME_AND_BIRTH if is_full else SameBy.NAME_AND_BIRTH_YEAR,)


def _digits(stored: Any) -> str:
    return digits_in(stored) if isinstance(stored, str) else ""
