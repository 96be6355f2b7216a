"""Find cases that may be of the same person. They are suggested to staff, never merged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from intake.actions.opening.card_packs import read_batch
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.open_singles import CardBatch, OpenPack
from intake.actions.opening.search_cards import AT_ONCE
from intake.cases.card import Card
from intake.conflicts.card_index import A_NUMBER, EMAIL, PHONE, plain_address
from intake.conflicts.duplicates import Person, SameBy, signs_of_same_person
from intake.conflicts.phonetic_index import MentionMatcher


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicate:
    """A case that may be of the same person, and what the two have in common."""

    reference: str
    why: tuple[SameBy, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicates:
    """The progress of a search for duplicates, up to the case with the id ``after``."""

    found: tuple[Duplicate, ...] = ()
    after: str = ""
    looked: int = 0
    is_end: bool = False


def find_duplicates(
    case_id: str,
    card: Card,
    reader: Reader,
    so_far: Duplicates,
    *,
    invented: bool,
    works_for: timedelta,
    clock: Callable[[], datetime],
) -> Duplicates:
    """Search the team's cards for at most *works_for*; begin with an empty ``Duplicates``.

    *card* is that of the case, opened. An *invented* case is compared with invented ones alone,
    a real one with real ones. Reads only, and continues where an earlier search stopped.
    """
    until, person, progress = clock() + works_for, Person(asdict(card)), so_far
    while not progress.is_end:
        progress = _search_batch(case_id, person, reader, progress, invented=invented)
        if clock() >= until:
            break
    return progress


def _search_batch(
    case_id: str, person: Person, reader: Reader, progress: Duplicates, *, invented: bool
) -> Duplicates:
    batch = read_batch(reader, progress.after, at_most=AT_ONCE, invented=invented, without=case_id)
    return replace(
        progress,
        found=progress.found + duplicates_in(batch, person),
        after=batch.last,
        looked=progress.looked + batch.read,
        is_end=batch.is_end,
    )


def duplicates_in(batch: CardBatch, person: Person) -> tuple[Duplicate, ...]:
    """Return the cards of a batch that may be of the same person."""
    matcher = MentionMatcher(person.words if person.born else (), batch.sounds)
    return tuple(chain.from_iterable(_in_pack(pack, person, matcher) for pack in batch.packs))


def _in_pack(pack: OpenPack, person: Person, matcher: MentionMatcher) -> Iterator[Duplicate]:
    sounds_alike = matcher.candidates(pack.index.sounds)
    for at in pack.only(sounds_alike.union(_by_fact(pack, person))):
        candidate = Person(pack.index.card(at))
        if why := signs_of_same_person(person, candidate, sounds_alike=at in sounds_alike):
            yield Duplicate(reference=pack.index.columns.references[at], why=why)


def _by_fact(pack: OpenPack, person: Person) -> Iterator[int]:
    """Yield the cards of which a number or the address ends as the person's does."""
    facts = {
        A_NUMBER: person.a_number,
        PHONE: person.phone,
        EMAIL: plain_address(person.email),
    }
    for fact, value in facts.items():
        if value:
            yield from pack.index.ending_with(fact, value)
