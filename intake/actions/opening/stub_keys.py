"""The key of a team's conflict stubs: made once, wrapped under the team's keys.

Stubs outlive the team's keys. They are hashed under a key of their own, which each new epoch wraps
anew, so that the stubs themselves never change.
"""

import logging
from collections.abc import Mapping
from typing import ClassVar

from intake.actions.opening.case_keys import Reader
from intake.actions.opening.not_opened import NoKeyForCase
from intake.keys import store as keys
from intake.sealing.opening import SealBroken, SealDamaged, open_under
from intake.sealing.seal import new_key, seal_under
from intake.sealing.signing import stub_key_place
from intake.words import N_, Refused

log = logging.getLogger(__name__)


class StubKeyLost(Refused, SealBroken):
    """The stub key is wrapped under an epoch whose key was destroyed. No stub can be read."""

    code: ClassVar[str] = "stub_key_lost"
    says = N_(
        "The record by which conflict checks find this case cannot be written. Tell the server "
        "administrator."
    )


def stub_key_of(reader: Reader) -> bytes | None:
    """Return the key of the team's stubs, or ``None`` before the first stub. Reads only.

    Raise ``NoKeyForCase`` without the team's keys, ``SealDamaged`` or :class:`StubKeyLost`.
    """
    row = keys.stub_key(reader.team_id)
    if row is None:
        return None
    team_keys = _team_keys(reader)
    if row.epoch not in team_keys:
        raise StubKeyLost if team_keys and row.epoch < max(team_keys) else NoKeyForCase
    place = stub_key_place(reader.team_id, row.epoch, installation=reader.installation)
    return open_under(team_keys[row.epoch], row.sealed, context=place)


def stub_key_to_write(reader: Reader) -> bytes:
    """Return the key of the team's stubs, made now if there is none.

    Raise as :func:`stub_key_of` does.
    """
    if (key := stub_key_of(reader)) is not None:
        return key
    keys.lock_team(reader.team_id)
    if (key := stub_key_of(reader)) is not None:  # another process made it before the lock
        return key
    team_keys = _team_keys(reader)
    if not team_keys:
        raise NoKeyForCase
    key, newest = new_key(), max(team_keys)
    store_stub_key(
        key,
        team_keys[newest],
        team_id=reader.team_id,
        epoch=newest,
        installation=reader.installation,
    )
    return key


def store_stub_key(
    key: bytes, team_key: bytes, *, team_id: str, epoch: int, installation: str
) -> None:
    """Store the stub key, wrapped under the team's private key of an epoch."""
    place = stub_key_place(team_id, epoch, installation=installation)
    keys.store_stub_key(team_id, seal_under(team_key, key, context=place), epoch=epoch)


def wrap_for_epoch(
    team_id: str,
    team_keys: Mapping[int, bytes],
    new_team_key: bytes,
    *,
    epoch: int,
    installation: str,
) -> None:
    """Wrap the stub key for a new epoch; the keys of older epochs open it no more.

    Without the reading key of its epoch among *team_keys* it stays as it is, for a member who has
    that key. A damaged one is logged and left as it is, because it must not stop the new epoch that
    locks a former member out. From then on it raises :class:`StubKeyLost`.
    """
    row = keys.stub_key(team_id)
    if row is None or row.epoch not in team_keys or row.epoch == epoch:
        return
    place = stub_key_place(team_id, row.epoch, installation=installation)
    try:
        key = open_under(team_keys[row.epoch], row.sealed, context=place)
    except SealDamaged as failure:
        log.error("stub key not wrapped anew", extra={"code": failure.code}, exc_info=failure)
        return
    store_stub_key(key, new_team_key, team_id=team_id, epoch=epoch, installation=installation)


def _team_keys(reader: Reader) -> dict[int, bytes]:
    return {
        epoch: key
        for (team, epoch), key in reader.keyring.team_keys.items()
        if team == reader.team_id
    }
