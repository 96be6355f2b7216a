"""The desk's word for a row: nobody can give it who only writes to the database.

A word is 32 letters of chance and, behind them, a hash of them and of what it was given for. It
stands in the row at rest, under the desk's ``SECRET_KEY``, and names its column: so it can be
neither made nor put into another row, and goes with the secret when that is changed.
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
CHANCE_BYTES = 16
CHANCE_LETTERS = 2 * CHANCE_BYTES


class BadRowMac(SealBroken):
    """A row by which somebody comes in at the desk is not as the desk wrote it, if it wrote it."""

    code: ClassVar[str] = "bad_row_mac"


class MacProtected(Protocol):
    """A row that keeps the desk's word for some of its columns."""

    swears_to: ClassVar[tuple[str, ...]]
    sworn: Any


def set_row_mac(row: MacProtected, *also: str) -> None:
    """Give a new word for the row as it is now, and for what stands elsewhere."""
    chance = secrets.token_hex(CHANCE_BYTES)
    row.sworn = chance + _hash(chance, _said(row, also))


def verify_row_mac(row: MacProtected, *also: str) -> bytes:
    """The word, for the log to be asked about; :class:`BadRowMac` where it is for no such row.

    Raises ``UnderUnknownKey`` where neither ``SECRET_KEY`` nor a fallback reads what is needed.
    """
    word = readable(row.sworn or "")
    chance = word[:CHANCE_LETTERS]
    if not hmac.compare_digest(word.encode(), (chance + _hash(chance, _said(row, also))).encode()):
        raise BadRowMac
    return word.encode()


def row_mac_of(row: MacProtected) -> bytes:
    """The word as it stands, right or not; nothing where there is none that can be read."""
    return b"" if isinstance(row.sworn, Unreadable) else (row.sworn or "").encode()


def _said(row: MacProtected, also: tuple[str, ...]) -> bytes:
    """All that a word is given for, in JSON, so that nothing can move from one to the next."""
    values = [getattr(row, name) for name in row.swears_to]
    plain_values = [readable(value) if isinstance(value, str) else value for value in values]
    return json.dumps([*plain_values, *also], default=_as_text).encode()


def _as_text(value: bytes | date) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()


def _hash(chance: str, said: bytes) -> str:
    return sha256(LABEL + chance.encode() + said).hexdigest()
