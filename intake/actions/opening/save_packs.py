"""Seal packs of cards under the team's key, store them, and move them to a new key."""

from collections.abc import Mapping, Sequence

from intake.actions.opening.case_keys import Reader
from intake.actions.opening.not_opened import NoKeyForCase
from intake.cases import packs, resealing
from intake.extensions import db, new_id
from intake.frozen import frozen
from intake.keys import store as keys
from intake.sealing.contexts import Context
from intake.sealing.opening import SealDamaged
from intake.sealing.seal import seal_under
from intake.sealing.wraps import card_pack_place


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
    return sum(_save(pack, reader) for pack in sealed if pack.epoch >= newest)


def save_rewraps(reader: Reader) -> None:
    """Store the faster wraps of keys that no member had opened before. The caller commits."""
    rewraps, reader.pack_work.rewraps = reader.pack_work.rewraps, []
    resealing.rewrap_all(rewraps)


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
            content = reader.opener(pack.team_id, pack.epoch).open_under(
                pack.sealed, context=pack_place(reader, pack.id, pack.epoch)
            )
        except (NoKeyForCase, SealDamaged):
            db.session.delete(pack)
            continue
        pack.sealed, pack.epoch = _sealed(content, reader, pack.id, epoch), epoch
    return len(older)


def pack_place(reader: Reader, pack_id: str, epoch: int) -> Context:
    """Return the context of a pack of the reader's team."""
    return card_pack_place(reader.team_id, pack_id, epoch, installation=reader.installation)


def _save(pack: SealedPack, reader: Reader) -> bool:
    team_id = reader.team_id
    now = packs.versions_between(team_id, pack.after_id, pack.until_id, locked=True)
    if not pack.versions.items() <= now.items():
        return False
    packs.add(
        id=pack.id,
        team_id=team_id,
        epoch=pack.epoch,
        after_id=pack.after_id,
        until_id=pack.until_id,
        sealed=pack.sealed,
    )
    return True


def _sealed(content: bytes, reader: Reader, pack_id: str, epoch: int) -> bytes:
    key = reader.team_key(reader.team_id, epoch)
    return seal_under(key, content, context=pack_place(reader, pack_id, epoch))
