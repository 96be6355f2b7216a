"""Take the times for a call that members offer, so that each is taken by one case alone.

The applicants' door may add rows to the table and read their ids.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

from sqlalchemy import delete, select

from intake.diary.models import CallSlot
from intake.extensions import db, flushed_connection

SLOTS = CallSlot.metadata.tables[CallSlot.__tablename__]


def take(slot_id: str, case_id: str) -> bool:
    """Take a time for a case; return false if another case has it.

    Of two that take it at once, the second waits for the first to commit.
    """
    dialect = import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}")  # of one, not both
    insert = dialect.insert
    statement = insert(SLOTS).values(id=slot_id, case_id=case_id).on_conflict_do_nothing()
    added = flushed_connection().execute(statement.returning(SLOTS.c.id))
    return added.scalar() is not None


def taken_among(slot_ids: Collection[str]) -> frozenset[str]:
    """Return those of these times that a case has taken."""
    if not slot_ids:
        return frozenset()
    query = select(SLOTS.c.id).where(SLOTS.c.id.in_(slot_ids))
    return frozenset(db.session.scalars(query))


def release(case_id: str) -> None:
    """Give back the times that a case has taken. Not for the applicants' door."""
    db.session.execute(delete(CallSlot).where(CallSlot.case_id == case_id))
