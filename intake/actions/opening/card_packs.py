"""Read the cards of a team from packs, and what no pack holds as single cards; save new packs.

The table of cases decides what is current. A card in a pack counts only while its case exists, is
not walled, and has the version that the pack names; every other case of the range is read from its
own row. So a pack that is old, damaged or missing costs time and hides nobody.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from math import ceil

from intake.actions.opening.case_keys import (
    NOT_OPENED,
    NewPack,
    NoKeyForCase,
    Reader,
    RolledBack,
    day_of,
    open_sealed_card,
    walled_in_log,
)
from intake.audit import log
from intake.cases import batches, packs
from intake.cases.batches import Rewrap
from intake.cases.card import STORED_AS
from intake.cases.packs import END, PackState, SealedCard
from intake.conflicts.card_index import CardIndex, PackedCard, index_from_bytes, index_of
from intake.extensions import db, new_id
from intake.frozen import frozen
from intake.keys import store as keys
from intake.sealing.seal import Context, SealDamaged, seal_under
from intake.sealing.wraps import card_pack_place

logger = logging.getLogger(__name__)

PACK = 256
"""Cards in one pack: more would cost an erasure more, fewer a search."""

LEFTOVER = 24
"""Single cards beside a pack from which on it is made again."""

AHEAD = 32
"""Packs that are held in memory at once."""

RENEWED_AFTER = timedelta(days=30)
"""Age of a pack from which on it is dated anew, so that little of the audit log is read."""

RENEWED_AT_ONCE = 8
"""Packs that one request makes or dates anew before it leaves old ones to the next."""

MARGIN = timedelta(days=2)
"""Days before a pack was made from which on the audit log is asked: clocks differ."""


def read_batch(
    reader: Reader, after: str, *, at_most: int, invented: bool | None = None, without: str = ""
) -> CardBatch:
    """Open the next cards after the case with the id *after*, up to a pack more than *at_most*.

    *invented* takes invented cases or real ones alone, *without* leaves one case out. Reads only;
    what is to be saved waits in ``reader.pack_work``.
    """
    packs_read, unopened, seen = list[OpenPack](), list[SealedCard](), 0
    for part in _parts(reader, after, size=min(at_most, PACK)):
        asked = (_restricted(pack, invented=invented, without=without) for pack in part.packs)
        packs_read += [pack for pack in asked if len(pack)]
        unopened += [
            card
            for card in part.unopened
            if card.id != without and invented in (None, card.invented)
        ]
        seen, after = seen + part.read + len(part.unopened), part.last
        if seen >= at_most:
            return CardBatch(packs=tuple(packs_read), unopened=tuple(unopened), last=after)
    return CardBatch(packs=tuple(packs_read), unopened=tuple(unopened), last=after, is_end=True)


def _parts(reader: Reader, after: str, *, size: int) -> Iterator[CardBatch]:
    """Yield the cards after an id in the order of the ids: of a pack, or of a gap between two."""
    while reader.holds_team_key and (
        states := packs.states_after(reader.team_id, after, at_most=AHEAD)
    ):
        sealed = packs.sealed_of([state.id for state in states])
        for state in states:
            yield from _gap(reader, after, state.after_id, size=size)
            after = max(after, state.after_id)
            yield from _pack(reader, state, sealed.get(state.id, b""), after, size=size)
            after = state.until_id
    yield from _gap(reader, after, None, size=size)


def _gap(reader: Reader, after: str, until: str | None, *, size: int) -> Iterator[CardBatch]:
    """Open single cards, and index them for packs of about one size."""
    if until is not None and until <= after:
        return
    count = packs.count_between(reader.team_id, after, until)
    size = max(1, min(size, ceil(count / max(1, round(count / PACK)))))
    # Cases may come in after the count, so it only decides the size of the packs.
    while sealed := packs.cards_after(reader.team_id, after, at_most=size + 1, until=until):
        is_last, sealed = len(sealed) <= size, sealed[:size]
        last = sealed[-1].id
        part = open_singles(sealed, reader, last)
        if reader.holds_team_key and part.read:
            until_id = max(END if until is None else until, last) if is_last else last
            new = NewPack(after_id=after, until_id=until_id, index=part.packs[0].index)
            reader.pack_work.new.append(new)
        yield part
        if is_last:
            return
        after = last


def _pack(
    reader: Reader, state: PackState, sealed: bytes, after: str, *, size: int
) -> Iterator[CardBatch]:
    """Yield the current cards of a pack together with those of its cases that it lacks."""
    index, versions = _index_in(state, sealed, reader), None
    if index is not None:
        columns = index.columns
        if (state.cases, state.versions) != (len(columns.ids), sum(columns.versions)):
            versions = packs.versions_between(reader.team_id, state.after_id, state.until_id)
    if index is None or _is_outdated(index, versions, reader):
        yield from _gap(reader, after, state.until_id, size=size)
        return
    replaced = _replaced(index, reader)
    if versions is None and not replaced and _is_to_renew(index, reader):
        renewed = index.renewed(day_of(reader))
        new = NewPack(after_id=state.after_id, until_id=state.until_id, index=renewed)
        reader.pack_work.new.append(new)
    current, beside = _split(index, versions, replaced, after)
    singles = open_singles(packs.cards_of(beside), reader, state.until_id) if beside else None
    yield CardBatch(
        packs=(OpenPack(index=index, current=current), *(singles.packs if singles else ())),
        unopened=singles.unopened if singles else (),
        last=state.until_id,
    )


def _index_in(state: PackState, sealed: bytes, reader: Reader) -> CardIndex | None:
    """Open a pack; ``None`` if it does not open here, or holds cases outside its range."""
    try:
        content = _opened(sealed, reader, state.id, state.epoch)
    except (NoKeyForCase, SealDamaged) as failure:
        logger.warning("card pack not opened", extra={"code": failure.code})
        return None
    index = index_from_bytes(content)
    if index is None or not index.columns.ids:
        return None
    is_inside = state.after_id < index.columns.ids[0] and index.columns.ids[-1] <= state.until_id
    return index if is_inside else None


def _is_outdated(index: CardIndex, versions: dict[str, int] | None, reader: Reader) -> bool:
    """Return true if a pack must be made again.

    It lacks many cases, is old, or holds a case that was erased or walled by a process which left
    the pack standing.
    """
    if versions is None:
        return False
    packed = index.columns.by_id
    return (
        _is_to_renew(index, reader)
        or not packed.keys() <= versions.keys()
        or len(versions.items() - packed.items()) > LEFTOVER
    )


def _replaced(index: CardIndex, reader: Reader) -> frozenset[str]:
    """Return the fingerprints of cards in the pack that the audit log names as replaced.

    So are those of walled cases: one that is read singly is refused by its wall.
    """
    columns, by_day = index.columns, reader.pack_work.ended
    # The log is read once a request: since the day of the oldest pack so far.
    day, oldest = columns.made_on, min(by_day, default=date.max)
    if day < oldest or not by_day:
        since = day - MARGIN if day > date.min + MARGIN else date.min
        by_day[day], oldest = log.ended_since(since), day
    ended = by_day[oldest].intersection(columns.fingerprints)
    walled = walled_in_log(reader.pack_work)
    if walled.isdisjoint(columns.ids):
        return ended
    pairs = zip(columns.ids, columns.fingerprints, strict=True)
    return ended | {fingerprint for id_, fingerprint in pairs if id_ in walled}


def _split(
    index: CardIndex, versions: dict[str, int] | None, replaced: frozenset[str], after: str
) -> tuple[frozenset[int] | None, list[str]]:
    """Return the positions of the cards that count, ``None`` for all, and the ids of the cases
    whose cards are read singly.
    """
    columns = index.columns
    if versions is None and not replaced and columns.ids[0] > after:
        return None, []
    now = columns.by_id if versions is None else versions
    rows = zip(columns.ids, columns.versions, columns.fingerprints, strict=True)
    current = {
        id_: at
        for at, (id_, version, fingerprint) in enumerate(rows)
        if id_ > after and fingerprint not in replaced and now.get(id_) == version
    }
    beside = [id_ for id_ in now if id_ > after and id_ not in current]
    return frozenset(current.values()), beside


def _is_to_renew(index: CardIndex, reader: Reader) -> bool:
    is_old = day_of(reader) - index.columns.made_on >= RENEWED_AFTER
    return is_old and len(reader.pack_work.new) < RENEWED_AT_ONCE


def _restricted(pack: OpenPack, *, invented: bool | None, without: str) -> OpenPack:
    """Return the pack with the cards that are asked for."""
    columns = pack.index.columns
    at = bisect_left(columns.ids, without)
    left_out = frozenset({at} if columns.ids[at : at + 1] == (without,) else ())
    if invented is not None and (invented or columns.invented):
        of_kind = frozenset(columns.invented)
        left_out |= frozenset(range(len(columns.ids))) - of_kind if invented else of_kind
    if not left_out:
        return pack
    current = range(len(columns.ids)) if pack.current is None else pack.current
    return OpenPack(index=pack.index, current=frozenset(current) - left_out)


@frozen
class OpenPack:
    """An index with the positions of the cards that count; ``None`` for all of them."""

    index: CardIndex
    current: frozenset[int] | None = None

    def only(self, positions: Iterable[int]) -> list[int]:
        """Return those of *positions* that count, in ascending order."""
        return sorted(at for at in positions if self.current is None or at in self.current)

    def __len__(self) -> int:
        return len(self.index.columns.ids if self.current is None else self.current)


@frozen
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
    # one that had been ended is left out: a new wrap would hide that it was put back
    ended = log.ended_among([rewrap.sealed for rewrap in rewraps])
    reader.pack_work.rewraps += [rewrap for rewrap in rewraps if rewrap.sealed not in ended]
    for code, count in failures.items():
        logger.warning("cards not opened", extra={"code": code, "count": count})
    index = index_of(opened, made_on=day_of(reader))
    return CardBatch(packs=(OpenPack(index=index),), unopened=tuple(unopened), last=last)


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
        sounds=card[STORED_AS["sound_keys"]],
    )
    return packed, rewrap


@frozen
class SealedPack:
    """A pack as it is stored, and the versions of its cases as they were read."""

    id: str
    epoch: int
    after_id: str
    until_id: str
    versions: Mapping[str, int]
    sealed: bytes


def seal_new_packs(reader: Reader) -> list[SealedPack]:
    """Seal what reading has indexed. Done before the write transaction, so that no writer waits."""
    new, reader.pack_work.new = reader.pack_work.new, []
    epoch = reader.newest_epoch
    if epoch is None:
        return []
    return [
        SealedPack(
            id=(pack_id := new_id()),
            epoch=epoch,
            after_id=pack.after_id,
            until_id=pack.until_id,
            versions=pack.index.columns.by_id,
            sealed=_sealed(pack.index.to_bytes(), reader, pack_id, epoch),
        )
        for pack in new
    ]


def save_new_packs(sealed: Sequence[SealedPack], reader: Reader) -> int:
    """Store sealed packs; return their number.

    A pack is left out if one of its cases was erased, walled or changed since it was read. Needs a
    write transaction; the caller commits.
    """
    newest = keys.newest_number(reader.team_id) if sealed else 0
    saved = 0
    for pack in sealed:
        if pack.epoch < newest:
            continue
        team_id, after, until = reader.team_id, pack.after_id, pack.until_id
        now = packs.versions_between(team_id, after, until, locked=True)
        if pack.versions.items() <= now.items():
            packs.add(
                id=pack.id,
                team_id=team_id,
                epoch=pack.epoch,
                after_id=after,
                until_id=until,
                sealed=pack.sealed,
            )
            saved += 1
    return saved


def save_rewraps(reader: Reader) -> None:
    """Store the faster wraps of keys that no member had opened before. The caller commits."""
    rewraps, reader.pack_work.rewraps = reader.pack_work.rewraps, []
    batches.rewrap_all(rewraps)


def reseal_packs(reader: Reader, *, at_most: int) -> int:
    """Seal some packs of older epochs under the newest key; delete those that do not open.

    Return the number of packs that were there. Needs a write transaction.
    """
    epoch = reader.newest_epoch
    if epoch is None:
        return 0
    older = packs.older_for_change(reader.team_id, than=epoch, at_most=at_most)
    for pack in older:
        try:
            content = _opened(pack.sealed, reader, pack.id, pack.epoch)
        except (NoKeyForCase, SealDamaged):
            db.session.delete(pack)
            continue
        pack.sealed, pack.epoch = _sealed(content, reader, pack.id, epoch), epoch
    return len(older)


def _opened(sealed: bytes, reader: Reader, pack_id: str, epoch: int) -> bytes:
    opener = reader.opener(reader.team_id, epoch)
    return opener.open_under(sealed, _place(reader, pack_id, epoch))


def _place(reader: Reader, pack_id: str, epoch: int) -> Context:
    return card_pack_place(reader.team_id, pack_id, epoch, reader.installation)


def _sealed(content: bytes, reader: Reader, pack_id: str, epoch: int) -> bytes:
    key = reader.team_key(reader.team_id, epoch)
    return seal_under(key, content, _place(reader, pack_id, epoch))
