"""Chain the audit log: each entry holds the hash of the one before it.

An act writes an unchained entry, so that no act waits for another. Later one worker at a time
numbers the entries, and from then on none can be changed, removed or inserted unnoticed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select, text, update

from intake.audit.models import AuditEntry, AuditHead
from intake.extensions import db, locking

AT_ONCE = 500
"""Entries that are chained in one transaction."""

THE_HEAD = "head"
ENTRIES = AuditEntry.__table__

_HEAD = select(AuditHead)

_BEGIN = text(
    "INSERT INTO audit_heads (id, seq, hash, checked) VALUES (:id, :seq, :hash, 0)"
    " ON CONFLICT (id) DO NOTHING"
)


def chain(*, now: datetime) -> bool:
    """Chain the next unchained entries in order; return whether more may be left."""
    head = head_to_change()
    last = Link(head.seq, head.hash)
    order = (ENTRIES.c.on, ENTRIES.c.at.nulls_first(), ENTRIES.c.id)  # as in a case's history
    query = select(ENTRIES).where(ENTRIES.c.seq.is_(None)).order_by(*order).limit(AT_ONCE)
    waiting = db.session.execute(query).mappings().all()
    # Entries that an intruder numbered beyond the end keep their numbers: verify() sees the gap.
    number = max(last.seq, db.session.scalar(select(func.max(ENTRIES.c.seq))) or 0)
    for entry in waiting:
        number += 1
        entry_hash = hash_of({**entry, "seq": number}, previous=last.hash)
        values = {"seq": number, "previous": last.hash, "hash": entry_hash}
        db.session.execute(update(ENTRIES).where(ENTRIES.c.id == entry["id"]).values(values))
        last = Link(number, entry_hash)
    head.seq, head.hash = last.seq, last.hash
    more = len(waiting) == AT_ONCE
    head.at = head.at if more else now
    return more


def head() -> AuditHead | None:
    """Return the head of the chain, or ``None`` before the worker first ran."""
    return db.session.scalar(_HEAD)


def head_to_change() -> AuditHead:
    """Return the head, created if necessary, and locked against other workers."""
    db.session.execute(_BEGIN, {"id": THE_HEAD, "seq": START.seq, "hash": START.hash})
    return db.session.scalars(locking(_HEAD)).one()


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
