"""What a link of the chain is made of: each entry's bytes, and the hash of the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

FORMAT = b"intake audit 1\n"
NOT_HASHED = frozenset({"previous", "hash"})
"""The columns that are not in an entry's bytes: the one stands before them, the other is made."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain: how many entries there are up to it, and the hash of the last."""

    seq: int
    hash: bytes


START = Link(0, bytes(32))
"""Before the first entry."""


def hash_of(entry: Mapping[str, Any], *, previous: bytes) -> bytes:
    """The hash that holds an entry in its place: over the one before it and every column.

    A column that is empty leaves no trace, so that one that is added later changes no old hash.
    """
    told = {
        name: _written(value)
        for name, value in entry.items()
        if value is not None and name not in NOT_HASHED
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return sha256(FORMAT + previous + text.encode()).digest()


def _written(value: str | int | date | datetime) -> str | int:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
