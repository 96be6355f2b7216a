"""Chain what was written down: entry after entry, each holding the hash of the one before.

Whoever acts writes an unchained entry and waits for nobody. One worker at a time gives the
entries their numbers, so that afterwards none can be changed, taken out or put between.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text, update

from intake.audit.links import START, Link, hash_of
from intake.audit.models import AuditEntry, AuditHead
from intake.extensions import db

EVERY = timedelta(minutes=1)
"""How often the worker chains what came in."""

AT_ONCE = 500
"""So many entries are chained in one transaction."""

THE_HEAD = "head"
ENTRIES = AuditEntry.metadata.tables[AuditEntry.__tablename__]

_BEGIN = text(
    "INSERT INTO audit_heads (id, seq, hash, checked) VALUES (:id, :seq, :hash, 0)"
    " ON CONFLICT (id) DO NOTHING"
)


def chain(*, now: datetime) -> bool:
    """Chain some of what is not chained yet, in order; whether more may be left."""
    head = head_to_change()
    last, waiting = Link(head.seq, head.hash), _waiting()
    # Numbers that somebody else put behind the end are not given twice; the gap stays to be seen.
    number = max(last.seq, _highest())
    for entry in waiting:
        number += 1
        last = Link(number, _chained(entry, Link(number, last.hash)))
    head.seq, head.hash = last.seq, last.hash
    more = len(waiting) == AT_ONCE
    head.at = head.at if more else now
    return more


def head() -> AuditHead | None:
    """Where the chain ends; nothing before the worker first came by."""
    return db.session.scalar(select(AuditHead))


def head_to_change() -> AuditHead:
    """The head, made if need be, and locked: of several workers one goes after the other."""
    db.session.execute(_BEGIN, {"id": THE_HEAD, "seq": START.seq, "hash": START.hash})
    wanted = select(AuditHead).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(wanted).one()


def _waiting() -> list[dict[str, Any]]:
    """What is not chained, in the order of the history of a case."""
    order = (ENTRIES.c.on, ENTRIES.c.at.nulls_first(), ENTRIES.c.id)
    wanted = select(ENTRIES).where(ENTRIES.c.seq.is_(None)).order_by(*order).limit(AT_ONCE)
    return [dict(row) for row in db.session.execute(wanted).mappings()]


def _highest() -> int:
    return db.session.scalar(select(func.max(ENTRIES.c.seq))) or 0


def _chained(entry: dict[str, Any], place: Link) -> bytes:
    """Give an entry its number; ``place`` holds it, with the hash of the entry before."""
    made = hash_of(entry | {"seq": place.seq}, previous=place.hash)
    values = {"seq": place.seq, "previous": place.hash, "hash": made}
    db.session.execute(update(ENTRIES).where(ENTRIES.c.id == entry["id"]).values(values))
    return made
