"""Stretch passwords and return codes with Argon2id into independent halves.

A salt is one byte that names the cost, then 16 random bytes: the cost stands beside the salt in
every row, so that it can be raised for new rows while old ones still open.
"""

import secrets
from contextlib import nullcontext
from threading import Lock

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from intake.frozen import frozen
from intake.sealing.seal import KEY_BYTES, derived

SALT_BYTES = 16

_threaded_run = Lock()
"""Held by a run with more than one lane. OpenSSL computes its lanes in threads of one pool, and two
such runs at once wait for each other for ever, or fail with ``MemoryError``.
"""


class UnknownCost(ValueError):
    """The salt names a cost that this release does not know, or is cut: nothing was derived."""


@frozen
class Cost:
    """The cost of one run of Argon2id (RFC 9106)."""

    memory_kib: int
    passes: int
    lanes: int


RETURN_CODE = 2
PASSWORD_AND_DEVICE = 3
"""A key wrapped with a half of it needs the member's device secret too."""
COSTS = {
    RETURN_CODE: Cost(memory_kib=32 * 1024, passes=2, lanes=1),
    PASSWORD_AND_DEVICE: Cost(memory_kib=64 * 1024, passes=3, lanes=4),
}
"""The costs, by the byte that names them. A byte, also 1, is never given another cost."""


def new_salt(cost: int) -> bytes:
    """Return a new salt that names its cost."""
    return bytes((cost,)) + secrets.token_bytes(SALT_BYTES)


def stretch(secret: bytes, salt: bytes, *, into: tuple[str, ...]) -> tuple[bytes, ...]:
    """Run Argon2id once, then derive an independent 256-bit key by HKDF for each name."""
    if len(salt) != 1 + SALT_BYTES or (cost := COSTS.get(salt[0])) is None:
        raise UnknownCost
    argon2 = Argon2id(
        salt=salt[1:],
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    with _threaded_run if cost.lanes > 1 else nullcontext():
        root = argon2.derive(secret)
    return tuple(derived(root, name) for name in into)
