"""The links of the chain: the hash of an entry covers its columns and the hash before it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

FORMAT = b"intake audit 1\n"
NOT_HASHED = frozenset({"previous", "hash"})
"""Columns that are not hashed with the others: they are the hash before, and the hash itself."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain: the number of the last entry, and its hash."""

    seq: int
    hash: bytes


START = Link(0, bytes(32))
"""The place before the first entry."""


def hash_of(entry: Mapping[str, Any], *, previous: bytes) -> bytes:
    """Return the hash of an entry: SHA-256 over the hash before it and all its columns.

    Empty columns are left out, so that a column that is added later changes no older hash.
    """
    values = {
        name: _as_json(value)
        for name, value in entry.items()
        if value is not None and name not in NOT_HASHED
    }
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return sha256(FORMAT + previous + text.encode()).digest()


def _as_json(value: str | int | date | datetime) -> str | int:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
