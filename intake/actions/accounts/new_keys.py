"""Make a member's keys under a new password: on joining, and at each change of the password."""

from __future__ import annotations

from dataclasses import field
from hashlib import sha256

from intake.extensions import new_id
from intake.frozen import frozen
from intake.sealing.device_secrets import new_device_secret
from intake.sealing.pairs import Pair
from intake.sealing.seal import seal_under
from intake.sealing.unlocking import (
    member_key_place,
    member_wrap,
    new_member_keys,
    new_password_salt,
    password_halves,
)
from intake.staff.argon2_slots import stretching_place


@frozen
class NewKeys:
    """A member's id, key pair, and the columns of the row that hold them.

    ``device`` and the private half of ``pair`` are not stored.
    """

    member_id: str
    salt: bytes = field(repr=False)
    check: bytes = field(repr=False)
    pair: Pair
    wrapped_private_key: bytes = field(repr=False)
    device: bytes = field(repr=False)


def new_keys(
    password: str, *, installation: str, member_id: str = "", device: bytes = b""
) -> NewKeys:
    """Stretch a password; make a key pair under it and the device secret, or under a new one.

    Wait for a slot first, for at most ten seconds: :class:`intake.staff.argon2_slots.TooBusy`.
    """
    member_id, salt, pair = member_id or new_id(), new_password_salt(), new_member_keys()
    device = device or new_device_secret()
    with stretching_place():
        halves = password_halves(password, salt)
    place = member_key_place(member_id, installation=installation)
    wrap = member_wrap(halves.wrap, device)
    return NewKeys(
        member_id=member_id,
        salt=salt,
        check=sha256(halves.check).digest(),
        pair=pair,
        wrapped_private_key=seal_under(wrap, pair.private, context=place),
        device=device,
    )
