"""Whether two requests may be one person's, who asked twice. A person decides, never this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from intake.conflicts.asked import digits_in
from intake.conflicts.name_parts import Spelled, may_be_one, spelled
from intake.conflicts.sounds import Sounds
from intake.questionnaire import dates

ENOUGH_DIGITS = 7
"""A number of fewer digits is an office's inside line, or a slip of the finger."""

TELLING_DIGITS = 10
"""Of a longer phone number these last ones are compared: what stands before is a country's."""


class SameBy(StrEnum):
    """What two requests have in common."""

    A_NUMBER = "a_number"
    PHONE = "phone"
    EMAIL = "email"
    NAME_AND_BIRTH = "name_and_birth"


@dataclass(frozen=True)
class Person:
    """A card, read for what tells one person from another; what needs reading is read once."""

    card: Mapping[str, Any]

    @cached_property
    def a_number(self) -> str:
        """The digits, without the zeros in front."""
        return _digits(self.card.get("a_number")).lstrip("0")

    @cached_property
    def phone(self) -> str:
        """The last digits of the person's own phone; that of whom they trust serves many people."""
        return _digits(self._contact.get("phone"))[-TELLING_DIGITS:]

    @cached_property
    def email(self) -> str:
        """The address in small letters."""
        said = self._contact.get("email")
        return said.strip().casefold() if isinstance(said, str) else ""

    @cached_property
    def born(self) -> tuple[date, date] | None:
        """The days on which the person may be born."""
        said = self.card.get("birth_date")
        read = dates.from_json(said) if said else dates.NOT_SURE
        return (read.first, read.last) if read.first and read.last else None

    @cached_property
    def names(self) -> tuple[Spelled, ...]:
        """Every name, as it is spelled."""
        said = (self.card.get("name_to_use", ""), *self.card.get("names", ()))
        return tuple(spelled(name) for name in said if name)

    @property
    def words(self) -> Iterator[tuple[Sounds, ...]]:
        """The words of all names, and each name as one word: a like name has one of them."""
        return (word for name in self.names for word in (*name.words, *name.whole))

    @property
    def _contact(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.card.get("contact") or {}
        return found


def same_by(one: Person, other: Person, *, sounds_alike: bool) -> tuple[SameBy, ...]:
    """Why these two may be one person; nothing where they do not seem to be.

    Thousands are compared with one: of the other only that is read which the one has, and the
    names only where some word of them ``sounds_alike``.
    """
    found = (
        (SameBy.A_NUMBER, _is_number(one.a_number) and one.a_number == other.a_number),
        (SameBy.PHONE, _is_number(one.phone) and one.phone == other.phone),
        (SameBy.EMAIL, bool(one.email) and one.email == other.email),
        (SameBy.NAME_AND_BIRTH, sounds_alike and _born_and_named_alike(one, other)),
    )
    return tuple(why for why, so in found if so)


def _is_number(digits: str) -> bool:
    return len(digits) >= ENOUGH_DIGITS


def _born_and_named_alike(one: Person, other: Person) -> bool:
    return _born_together(one, other) and _named_alike(one, other)


def _born_together(one: Person, other: Person) -> bool:
    if one.born is None or other.born is None:
        return False
    return one.born[0] <= other.born[1] and other.born[0] <= one.born[1]


def _named_alike(one: Person, other: Person) -> bool:
    return any(may_be_one(mine, theirs) for mine in one.names for theirs in other.names)


def _digits(said: Any) -> str:
    return digits_in(said) if isinstance(said, str) else ""
