"""Sign keys with Ed25519, and verify signatures.

A signing key is the suite byte and 32 bytes of Ed25519 (RFC 8032), private and public alike.
"""

import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, ClassVar, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from intake.sealing.at_rest import Unreadable, readable
from intake.sealing.seal import Context, Pair, SealBroken, Suite, UnusableKey, derived

SUITE_BYTE = bytes((Suite.ED25519,))
SIGNING_BYTES = 1 + 32


def new_signing_pair() -> Pair:
    """Return a new pair to sign with."""
    private = SUITE_BYTE + Ed25519PrivateKey.generate().private_bytes_raw()
    return Pair(private=private, public=signing_public_half(private))


def signing_public_half(private: bytes) -> bytes:
    """Return the public key that belongs to a private one."""
    return SUITE_BYTE + _private(private).public_key().public_bytes_raw()


def sign(private: bytes, message: bytes) -> bytes:
    """Return a signature of 64 bytes."""
    return _private(private).sign(message)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return true if the holder of ``public`` signed this message; false for an unusable key."""
    try:
        Ed25519PublicKey.from_public_bytes(_raw(public)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(private: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_raw(private))


def _raw(key: bytes) -> bytes:
    if key[:1] != SUITE_BYTE or len(key) != SIGNING_BYTES:
        raise UnusableKey
    return key[1:]


LABEL = b"intake sworn\n"
"""Part of the hash. The bytes are those of the first release, and never change."""

RANDOM_BYTES = 16
RANDOM_DIGITS = 2 * RANDOM_BYTES


class BadRowMac(SealBroken):
    """A row that grants access at the desk was changed, or not written by the desk."""

    code: ClassVar[str] = "bad_row_mac"


class MacProtected(Protocol):
    """A row with a MAC over the columns that ``row_mac_covers`` names."""

    row_mac_covers: ClassVar[tuple[str, ...]]
    row_mac: Any


def set_row_mac(row: MacProtected, *also: str) -> None:
    """Write a new MAC over the columns of the row, and over the values in *also*."""
    digits = secrets.token_hex(RANDOM_BYTES)
    row.row_mac = digits + _hash(digits, _covered(row, also))


def verify_row_mac(row: MacProtected, *also: str) -> bytes:
    """Verify the MAC and return it, so that the audit log can be asked about it.

    Raise :class:`BadRowMac`, or ``UnderUnknownKey`` if neither ``SECRET_KEY`` nor a fallback
    decrypts what is needed.
    """
    mac = readable(row.row_mac or "")
    digits = mac[:RANDOM_DIGITS]
    expected = digits + _hash(digits, _covered(row, also))
    if not hmac.compare_digest(mac.encode(), expected.encode()):
        raise BadRowMac
    return mac.encode()


def row_mac_of(row: MacProtected) -> bytes:
    """Return the MAC without verifying it; empty if there is none that can be decrypted."""
    return b"" if isinstance(row.row_mac, Unreadable) else (row.row_mac or "").encode()


def _covered(row: MacProtected, also: tuple[str, ...]) -> bytes:
    """Return all covered values as JSON, which keeps them apart."""
    values = [getattr(row, name) for name in row.row_mac_covers]
    plain_values = [readable(value) if isinstance(value, str) else value for value in values]
    return json.dumps([*plain_values, *also], default=_as_text).encode()


def _as_text(value: bytes | date) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()


def _hash(digits: str, covered: bytes) -> str:
    return sha256(LABEL + digits.encode() + covered).hexdigest()


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


def stub_key_place(team_id: str, epoch: int, installation: str) -> Context:
    """Return the context of a team's stub key, under a key derived from this epoch's keys."""
    return Context(installation, "wrap:stub-key", row=team_id, version=epoch)


def stub_place(stub_id: str, installation: str) -> Context:
    """Return the context of one stub, under the team's stub key."""
    return Context(installation, "stub", row=stub_id)


def imported_names_place(list_id: str, installation: str) -> Context:
    """Return the context of a list of imported names, under the team's stub key."""
    return Context(installation, "imported-names", row=list_id)
