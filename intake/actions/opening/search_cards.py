"""Search the cards of a team: open them in batches, and keep those that match."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from intake.actions.opening.case_keys import Reader, open_sealed_card
from intake.actions.opening.not_opened import NOT_OPENED
from intake.actions.opening.rollback_guard import RolledBack
from intake.audit import log
from intake.cases import cards
from intake.cases.card import STORED_AS, Card
from intake.cases.cards import SealedCard
from intake.conflicts import phonetic_index
from intake.conflicts.phonetic_index import NameMatcher, sound_keys_of
from intake.conflicts.search_terms import SearchTerms
from intake.questionnaire.asylum.reach import phone, trusted_phone
from intake.questionnaire.asylum.you import a_number

logger = logging.getLogger(__name__)

AT_ONCE = 2000
"""Cards in one batch: few enough that their plain text fits in little memory."""


class OpenCard(NamedTuple):
    """An opened card in its stored form. ``heard`` are the phonetic forms of its names."""

    id: str
    reference: str
    card: Mapping[str, Any]
    heard: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchedBatch:
    """The result of one batch: the ids that match, and how many cards were read or not opened.

    ``last`` is the id of the last case, after which the next batch begins.
    """

    matches: tuple[str, ...]
    read: int
    unopened: int
    last: str
    is_end: bool


def search_batch(
    query: SearchTerms, reader: Reader, *, after: str, at_most: int = AT_ONCE
) -> SearchedBatch:
    """Search the next cards after the case with the id *after*. Reads only; keeps nothing."""
    sealed = cards.cards_after(reader.team_id, after, at_most=at_most)
    opened = open_cards(sealed, reader)
    matcher = NameMatcher(query.name, all_heard(opened))
    is_named = cache(query.matches_name)
    return SearchedBatch(
        matches=tuple(card.id for card in opened if _matches(card, query, matcher, is_named)),
        read=len(opened),
        unopened=len(sealed) - len(opened),
        last=sealed[-1].id if sealed else after,
        is_end=len(sealed) < at_most,
    )


def open_cards(sealed: Sequence[SealedCard], reader: Reader) -> list[OpenCard]:
    """Open the cards that this member can open, without older ones that were put back.

    How many did not open is logged by the code of the failure, one line for each code.
    """
    replaced = log.ended_among([card.card for card in sealed])
    opened, failures = [], Counter[str]()
    for card in sealed:
        try:
            opened.append(_open(card, reader, replaced))
        except NOT_OPENED as failure:
            failures[failure.code] += 1
    for code, count in failures.items():
        logger.warning("cards not opened", extra={"code": code, "count": count})
    return opened


def all_heard(opened: Iterable[OpenCard]) -> frozenset[str]:
    """Return the phonetic forms of all names on these cards."""
    return frozenset(chain.from_iterable(card.heard for card in opened))


def _open(sealed: SealedCard, reader: Reader, replaced: frozenset[bytes]) -> OpenCard:
    if sealed.card in replaced:
        raise RolledBack
    card = open_sealed_card(sealed, reader)
    return OpenCard(id=sealed.id, reference=sealed.reference, card=card, heard=_heard(card))


def _heard(card: Mapping[str, Any]) -> Sequence[str]:
    """Return the stored phonetic forms, or make them if an older release stored others."""
    if card.get(STORED_AS["sound_keys_version"]) == phonetic_index.VERSION:
        stored: Sequence[str] = card[STORED_AS["sound_keys"]]
        return stored
    return sound_keys_of(Card.from_json(card).all_names)


def _matches(
    opened: OpenCard, query: SearchTerms, matcher: NameMatcher, is_named: Callable[[str], bool]
) -> bool:
    if query.reference == opened.reference:
        return True
    # reading a name costs a hundred times a comparison of phonetic forms
    names = Card.from_json(opened.card).all_names if matcher.may_match(opened.heard) else ()
    if any(map(is_named, names)):
        return True
    return bool(query.digits) and query.matches_end_of(_numbers(opened.card))


def _numbers(card: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the A-number, the person's phone, and the phone of the person they trust."""
    contact = card.get("contact", {})
    numbers = (card.get(a_number.id), contact.get(phone.id), contact.get(trusted_phone.id))
    return tuple(number for number in numbers if isinstance(number, str))
