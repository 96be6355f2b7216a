"""Compare two cards for signs that one person sent two requests. A person decides about each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from intake.conflicts.digits import digits_in
from intake.conflicts.name_parts import NameParts, may_be_same_name, parse_name
from intake.conflicts.sounds import Sounds
from intake.questionnaire import dates

ENOUGH_DIGITS = 7
"""A number with fewer digits is an extension or a typing error, and is not compared."""

TELLING_DIGITS = 10
"""Last digits of a phone number that are compared; those before them are the country code."""

DAYS_OF_A_DATE = timedelta(days=7)
"""A full date means a few days at most (in the Islamic calendar); a month or a year means more."""


class SameBy(StrEnum):
    """A fact that two requests have in common."""

    A_NUMBER = "a_number"
    PHONE = "phone"
    EMAIL = "email"
    NAME_AND_BIRTH = "name_and_birth"
    NAME_AND_BIRTH_YEAR = "name_and_birth_year"


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
    if not _births_overlap(person, candidate) or not any(
        may_be_same_name(name, candidate_name)
        for name in person.names
        for candidate_name in candidate.names
    ):
        return ()
    is_full = person.has_full_birth_date and candidate.has_full_birth_date
    return (SameBy.NAME_AND_BIRTH if is_full else SameBy.NAME_AND_BIRTH_YEAR,)


def _births_overlap(person: Person, candidate: Person) -> bool:
    if person.born is None or candidate.born is None:
        return False
    return person.born[0] <= candidate.born[1] and candidate.born[0] <= person.born[1]


def _digits(stored: Any) -> str:
    return digits_in(stored) if isinstance(stored, str) else ""
