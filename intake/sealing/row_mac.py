"""The MAC of a row that grants access: writing to the database is not enough to make one.

The MAC is 32 random hex digits followed by the SHA-256 of these digits and of the covered columns.
It is stored at rest, which is authenticated encryption under the desk's ``SECRET_KEY`` with the
name of the column as context: it can be neither computed nor moved without the secret, and it is
rotated with the secret.
"""

from __future__ import annotations

import hmac
import json
import secrets
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, ClassVar, Protocol

from intake.sealing.at_rest import Unreadable, readable
from intake.sealing.envelope import SealBroken

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
