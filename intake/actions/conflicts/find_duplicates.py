"""Find cases that may be of the same person. They are suggested to staff, never merged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from intake.actions.opening.case_keys import Reader
from intake.actions.opening.search_cards import AT_ONCE, OpenCard, all_heard, open_cards
from intake.cases import cards
from intake.cases.card import Card
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
    sealed = cards.cards_after(reader.team_id, progress.after, at_most=AT_ONCE, invented=invented)
    others = [card for card in open_cards(sealed, reader) if card.id != case_id]
    matcher = MentionMatcher(person.words, all_heard(others))
    duplicates = tuple(
        Duplicate(reference=opened.reference, why=why)
        for opened in others
        if (why := _in_common(person, opened, matcher))
    )
    return replace(
        progress,
        found=progress.found + duplicates,
        after=sealed[-1].id if sealed else progress.after,
        looked=progress.looked + len(others),
        is_end=len(sealed) < AT_ONCE,
    )


def _in_common(person: Person, opened: OpenCard, matcher: MentionMatcher) -> tuple[SameBy, ...]:
    sounds_alike = matcher.may_mention(opened.heard)
    return signs_of_same_person(person, Person(opened.card), sounds_alike=sounds_alike)
