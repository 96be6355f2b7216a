"""Check the SQLite file for damage, at start and each night."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from intake.extensions import db
from intake.storage_faults import StorageFault, storage_fault
from intake.upkeep import runs

AT_NIGHT = time(3)
"""The time after which the file is checked once a day."""

MOST_PROBLEMS = 100
"""SQLite stops counting here."""

DAMAGED = "damaged"

_QUICK_CHECK = text(f"PRAGMA quick_check({MOST_PROBLEMS})")


def is_due(*, now: datetime, zone: ZoneInfo, always: bool = False) -> bool:
    """Return true if the last check was before the last night; with *always*, true on SQLite.

    PostgreSQL checks its pages itself when it reads them.
    """
    if db.engine.dialect.name != "sqlite":
        return False
    if always:
        return True
    run = runs.last_run(runs.INTEGRITY)
    return run is None or not last_night(now=now, zone=zone) <= run.at <= now


def last_night(*, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the last time at which it was ``AT_NIGHT`` in this time zone."""
    local = now.astimezone(zone)
    night = datetime.combine(local.date(), AT_NIGHT, zone)
    return night if night <= local else night - timedelta(days=1)


def count_problems() -> int:
    """Return how many faults SQLite finds in its file, up to ``MOST_PROBLEMS``.

    Other connections read and write meanwhile. The text of a fault may contain a value, and is
    dropped.
    """
    try:
        with db.engine.connect() as connection:
            lines = connection.execute(_QUICK_CHECK).scalars().all()
    except DatabaseError as failure:
        if storage_fault(failure) is not StorageFault.DAMAGED:
            raise
        return 1
    return 0 if lines == ["ok"] else len(lines)


def record_integrity(problems: int, *, now: datetime) -> None:
    """Record the number of faults. The caller commits."""
    outcome = DAMAGED if problems else runs.OK
    runs.record_run(runs.INTEGRITY, now=now, outcome=outcome, figure=problems)
