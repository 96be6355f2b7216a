"""Chain the audit log: each entry holds the hash of the one before it.

An act writes an unchained entry, so that no act waits for another. Later one worker at a time
numbers the entries, and from then on none can be changed, removed or inserted unnoticed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text, update

from intake.audit.links import START, Link, hash_of
from intake.audit.models import AuditEntry, AuditHead
from intake.extensions import db, locking

AT_ONCE = 500
"""Entries that are chained in one transaction."""

THE_HEAD = "head"
ENTRIES = AuditEntry.metadata.tables[AuditEntry.__tablename__]

_HEAD = select(AuditHead)

_BEGIN = text(
    "INSERT INTO audit_heads (id, seq, hash, checked) VALUES (:id, :seq, :hash, 0)"
    " ON CONFLICT (id) DO NOTHING"
)


def chain(*, now: datetime) -> bool:
    """Chain the next unchained entries in order; return whether more may be left."""
    head = head_to_change()
    last, waiting = Link(head.seq, head.hash), _unchained()
    # Entries that an intruder numbered beyond the end keep their numbers: verify() sees the gap.
    number = max(last.seq, _highest_number())
    for entry in waiting:
        number += 1
        last = Link(number, _chain_entry(entry, Link(number, last.hash)))
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
    query = locking(select(AuditHead))
    return db.session.scalars(query).one()


def _unchained() -> list[dict[str, Any]]:
    """Return unchained entries in the order of the history of a case."""
    order = (ENTRIES.c.on, ENTRIES.c.at.nulls_first(), ENTRIES.c.id)
    query = select(ENTRIES).where(ENTRIES.c.seq.is_(None)).order_by(*order).limit(AT_ONCE)
    return [dict(row) for row in db.session.execute(query).mappings()]


def _highest_number() -> int:
    return db.session.scalar(select(func.max(ENTRIES.c.seq))) or 0


def _chain_entry(entry: dict[str, Any], place: Link) -> bytes:
    """Store the number of an entry and its hash, and return the hash.

    *place* is the number, with the hash of the entry before it.
    """
    entry_hash = hash_of(entry | {"seq": place.seq}, previous=place.hash)
    values = {"seq": place.seq, "previous": place.hash, "hash": entry_hash}
    db.session.execute(update(ENTRIES).where(ENTRIES.c.id == entry["id"]).values(values))
    return entry_hash
