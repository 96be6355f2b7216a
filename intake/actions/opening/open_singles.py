"""Open single cards, and index them as a pack would be."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from intake.actions.opening.case_keys import Reader, open_sealed_card
from intake.actions.opening.not_opened import NOT_OPENED
from intake.actions.opening.rollback_guard import RolledBack
from intake.audit import log
from intake.cases.card import STORED_AS
from intake.cases.cards.single_cards import SealedCard
from intake.cases.resealing import Rewrap
from intake.conflicts import phonetic_index
from intake.conflicts.card_index import CardIndex, PackedCard, index_of, names_in
from intake.conflicts.phonetic_index import sound_keys_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenPack:
    """An index with the positions of the cards that count; ``None`` for all of them."""

    index: CardIndex
    current: frozenset[int] | None = None

    def only(self, positions: Iterable[int]) -> list[int]:
        """Return those of *positions* that count, in ascending order."""
        return sorted(at for at in positions if self.current is None or at in self.current)

    def __len__(self) -> int:
        return len(self.index.columns.ids if self.current is None else self.current)


@dataclass(frozen=True, kw_only=True, slots=True)
class CardBatch:
    """Opened cards, those that did not open, and the id after which the next batch begins."""

    packs: tuple[OpenPack, ...]
    unopened: tuple[SealedCard, ...]
    last: str
    is_end: bool = False

    @property
    def read(self) -> int:
        """Return the number of cards that were opened."""
        return sum(map(len, self.packs))

    @property
    def sounds(self) -> frozenset[str]:
        """Return the phonetic keys of all names."""
        return frozenset(chain.from_iterable(pack.index.sounds for pack in self.packs))


def open_singles(sealed: Sequence[SealedCard], reader: Reader, last: str) -> CardBatch:
    """Open single cards, without older ones that were put back, and index those that open.

    How many did not open is logged by the code of the failure, one line for each code. Faster wraps
    of keys that no member has opened wait in ``reader.pack_work`` to be saved.
    """
    replaced = log.ended_among([card.card for card in sealed])
    opened, unopened, failures = list[PackedCard](), list[SealedCard](), Counter[str]()
    rewraps = list[Rewrap]()
    for card in sealed:
        try:
            packed, rewrap = _open(card, reader, replaced)
        except NOT_OPENED as failure:
            unopened.append(card)
            failures[failure.code] += 1
        else:
            opened.append(packed)
            rewraps += [rewrap] if rewrap else []
    reader.pack_work.rewraps += _not_put_back(rewraps)
    for code, count in failures.items():
        logger.warning("cards not opened", extra={"code": code, "count": count})
    index = index_of(opened, made_on=day_of(reader))
    return CardBatch(packs=(OpenPack(index=index),), unopened=tuple(unopened), last=last)


def _not_put_back(rewraps: Sequence[Rewrap]) -> list[Rewrap]:
    """Leave out wraps that had been ended: a new one would hide that they were put back."""
    ended = log.ended_among([rewrap.sealed for rewrap in rewraps])
    return [rewrap for rewrap in rewraps if rewrap.sealed not in ended]


def _open(
    sealed: SealedCard, reader: Reader, replaced: frozenset[bytes]
) -> tuple[PackedCard, Rewrap | None]:
    if sealed.card in replaced:
        raise RolledBack
    card, rewrap = open_sealed_card(sealed, reader)
    packed = PackedCard(
        id=sealed.id,
        reference=sealed.reference,
        version=sealed.version,
        invented=sealed.invented,
        fingerprint=log.fingerprint(sealed.card)[: log.SHORT],
        card=card,
        sounds=_sounds(card),
    )
    return packed, rewrap


def _sounds(card: Mapping[str, Any]) -> Sequence[str]:
    """Return the stored phonetic keys, or make them if an older release stored others."""
    if card.get(STORED_AS["sound_keys_version"]) == phonetic_index.VERSION:
        stored: Sequence[str] = card[STORED_AS["sound_keys"]]
        return stored
    return sound_keys_of(names_in(card))


def day_of(reader: Reader) -> date:
    """Return the day of the request; the first of all days if it is not known."""
    return date.min if reader.today == date.max else reader.today
