"""Hash the words of a conflict stub under a key of the team, so that they can be compared.

Each team has one key for its stubs. It is kept under a key derived from the team's private key,
and wrapped anew with each epoch, so that what was hashed years ago is still found. Inside a stub
stand only hashes; the stub itself is sealed under the same key, so that the table does not tell
which two people share a name.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from intake.sealing.contexts import Context
from intake.sealing.envelope import derived

HASH_BYTES = 9
"""Enough that two words of a million do not meet by chance: twelve letters as text."""


class StubHasher:
    """Hashes words under one stub key."""

    def __init__(self, stub_key: bytes) -> None:
        self._key = derived(stub_key, "stub hash")

    def __call__(self, word: str) -> str:
        """Return the keyed hash of a word: 72 bits of HMAC-SHA256, as base64url."""
        hash_ = hmac.new(self._key, word.encode(), sha256).digest()[:HASH_BYTES]
        return urlsafe_b64encode(hash_).decode()


def stub_key_place(team_id: str, epoch: int, *, installation: str) -> Context:
    """Return the context of a team's stub key, under a key derived from this epoch's keys."""
    return Context(
        installation=installation, request="", kind="wrap:stub-key", row=team_id, version=epoch
    )


def stub_place(stub_id: str, *, installation: str) -> Context:
    """Return the context of one stub, under the team's stub key."""
    return Context(installation=installation, request="", kind="stub", row=stub_id)
