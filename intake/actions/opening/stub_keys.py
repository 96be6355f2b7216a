"""The key of a team's conflict stubs: made once, opened with the team's keys, kept through epochs.

A stub lives for years, the team's keys do not. So stubs are hashed under a key of their own; with
each new epoch that key is wrapped anew, and the stubs stay as they are.
"""

from __future__ import annotations

from intake.actions.opening.case_keys import NoKeyForCase, Reader
from intake.keys import store as keys
from intake.keys.models import StubKey
from intake.sealing.opening import SealBroken, open_under
from intake.sealing.seal import new_key, seal_under
from intake.sealing.stub_hashes import stub_key_place


def stub_key_of(reader: Reader) -> bytes | None:
    """The key of the team's stubs; nothing before the first stub. Reads only.

    Raises :class:`NoKeyForCase` without the team's keys, ``SealBroken`` where it does not open.
    """
    kept = keys.stub_key(reader.team_id)
    return _opened(kept, reader) if kept else None


def stub_key_to_write(reader: Reader) -> bytes:
    """The key of the team's stubs, made now if there is none; raises as :func:`stub_key_of`."""
    if (found := stub_key_of(reader)) is not None:
        return found
    keys.lock_team(reader.team_id)
    if (found := stub_key_of(reader)) is not None:
        return found
    held = _held(reader)
    if not held:
        raise NoKeyForCase
    made, newest = new_key(), max(held)
    keep_stub_key(
        made,
        held[newest],
        team_id=reader.team_id,
        epoch=newest,
        installation=reader.installation,
    )
    return made


def keep_stub_key(
    key: bytes, team_key: bytes, *, team_id: str, epoch: int, installation: str
) -> None:
    """Keep it under a key derived from the team's private key of this epoch."""
    place = stub_key_place(team_id, epoch, installation=installation)
    keys.keep_stub_key(team_id, seal_under(team_key, key, context=place), epoch=epoch)


def wrap_for_epoch(
    team_id: str, held: dict[int, bytes], made: bytes, *, epoch: int, installation: str
) -> None:
    """A new epoch begins: its key opens the stubs from now on, the one before does not.

    A stub key that does not open stays behind, for it must not hold up the new epoch: whoever
    leaves must leave. From then on it is told as a broken seal.
    """
    kept = keys.stub_key(team_id)
    if kept is None or kept.epoch not in held:
        return
    place = stub_key_place(team_id, kept.epoch, installation=installation)
    try:
        key = open_under(held[kept.epoch], kept.sealed, context=place)
    except SealBroken:
        return
    keep_stub_key(key, made, team_id=team_id, epoch=epoch, installation=installation)


def _opened(kept: StubKey, reader: Reader) -> bytes:
    held = _held(reader)
    team_key = held.get(kept.epoch)
    if team_key is None:
        raise SealBroken if held and kept.epoch < max(held) else NoKeyForCase
    place = stub_key_place(reader.team_id, kept.epoch, installation=reader.installation)
    return open_under(team_key, kept.sealed, context=place)


def _held(reader: Reader) -> dict[int, bytes]:
    return {
        epoch: key
        for (team, epoch), key in reader.keyring.team_keys.items()
        if team == reader.team_id
    }
