"""Find cases that may be the same person's: suggested to staff, never merged, never told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from intake.actions.opening.case_keys import Reader
from intake.actions.opening.search_cards import AT_ONCE, heard_by_all, open_cards
from intake.cases import cards
from intake.cases.card import Card
from intake.conflicts.duplicates import Person, SameBy, signs_of_same_person
from intake.conflicts.phonetic_index import MentionMatcher


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicate:
    """A case that may be the same person's, and by what."""

    reference: str
    why: tuple[SameBy, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicates:
    """How far a look for duplicates has come, up to the case with the id ``after``."""

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
    until, me, looked = clock() + works_for, Person(asdict(card)), so_far
    while not looked.is_end:
        looked = _some(case_id, me, reader, looked, invented=invented)
        if clock() >= until:
            break
    return looked


def _some(
    case_id: str, me: Person, reader: Reader, so_far: Duplicates, *, invented: bool
) -> Duplicates:
    sealed = cards.cards_after(reader.team_id, so_far.after, at_most=AT_ONCE, invented=invented)
    others = [one for one in open_cards(sealed, reader) if one.id != case_id]
    ear = MentionMatcher(me.words, heard_by_all(others))
    found = (
        (
            one.reference,
            signs_of_same_person(me, Person(one.card), sounds_alike=ear.may_mention(one.heard)),
        )
        for one in others
    )
    return replace(
        so_far,
        found=so_far.found + tuple(Duplicate(reference=it, why=why) for it, why in found if why),
        after=sealed[-1].id if sealed else so_far.after,
        looked=so_far.looked + len(others),
        is_end=len(sealed) < AT_ONCE,
    )
