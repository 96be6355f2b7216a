"""Search: open the cards of a team some at a time, and keep those that are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from intake.actions.opening.case_keys import NoKeyForCase, Reader, open_sealed_card
from intake.audit import log
from intake.cases import cards
from intake.cases.card import STORED_AS, Card
from intake.conflicts import phonetic_index
from intake.conflicts.phonetic_index import NameMatcher, sound_keys_of
from intake.conflicts.search_terms import SearchTerms
from intake.questionnaire.asylum.reach import phone, trusted_phone
from intake.questionnaire.asylum.you import a_number
from intake.sealing.opening import SealBroken

AT_ONCE = 2000
"""Few enough that the plain words of these cards fit in little memory."""


class OpenCard(NamedTuple):
    """A card that opened, as it was sealed, and how its names sound."""

    id: str
    reference: str
    card: Mapping[str, Any]
    heard: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """Some cards looked through, up to the case with the id ``last``: which were meant."""

    found: tuple[str, ...]
    looked: int
    unopened: int
    last: str
    is_end: bool


def look_through(
    asked: SearchTerms, reader: Reader, *, after: str, at_most: int = AT_ONCE
) -> Looked:
    """The next cards behind the case with this id. Reads only, and keeps nothing between."""
    sealed = cards.cards_after(reader.team_id, after, at_most=at_most)
    opened = open_cards(sealed, reader)
    listener = NameMatcher(asked.name, heard_by_all(opened))
    is_named = cache(asked.matches_name)
    return Looked(
        found=tuple(one.id for one in opened if _is_meant(one, asked, listener, is_named)),
        looked=len(opened),
        unopened=len(sealed) - len(opened),
        last=sealed[-1].id if sealed else after,
        is_end=len(sealed) < at_most,
    )


def open_cards(sealed: Sequence[cards.SealedCard], reader: Reader) -> list[OpenCard]:
    """Those that open with this member's keys, and are no older ones that somebody put back."""
    opened, ended = [], log.ended_among([one.card for one in sealed])
    for one in sealed:
        if one.card in ended:
            continue
        try:
            card = open_sealed_card(one, reader)
        except (SealBroken, NoKeyForCase):
            continue
        opened.append(OpenCard(id=one.id, reference=one.reference, card=card, heard=_heard(card)))
    return opened


def heard_by_all(opened: Iterable[OpenCard]) -> frozenset[str]:
    """How the names of all these cards sound."""
    return frozenset(chain.from_iterable(one.heard for one in opened))


def _heard(card: Mapping[str, Any]) -> Sequence[str]:
    """What the card keeps of the sound of its names, if it was written as we read today."""
    if card.get(STORED_AS["sound_keys_version"]) == phonetic_index.VERSION:
        kept: Sequence[str] = card[STORED_AS["sound_keys"]]
        return kept
    return sound_keys_of(Card.from_json(card).all_names)


def _is_meant(
    one: OpenCard, asked: SearchTerms, listener: NameMatcher, is_named: Callable[[str], bool]
) -> bool:
    if asked.reference == one.reference:
        return True
    if listener.may_match(one.heard) and any(map(is_named, Card.from_json(one.card).all_names)):
        return True
    return bool(asked.digits) and asked.matches_end_of(_numbers(one.card))


def _numbers(card: Mapping[str, Any]) -> tuple[str, ...]:
    """The numbers by which a person is known: A-number, own phone, that of whom they trust."""
    contact = card.get("contact", {})
    said = (card.get(a_number.id), contact.get(phone.id), contact.get(trusted_phone.id))
    return tuple(number for number in said if isinstance(number, str))
