"""The sign of life of whoever delivers the letters."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, text

from intake.extensions import db
from intake.outbox.models import WorkerBeat

EVERY = timedelta(seconds=30)
"""How often a worker says that it lives."""

SILENT_AFTER = timedelta(minutes=2)

_BEAT = text(
    "INSERT INTO outbox_beats (id, at) VALUES ('worker', :now)"
    " ON CONFLICT (id) DO UPDATE SET at = excluded.at"
).bindparams(bindparam("now", type_=WorkerBeat.at.type))


def beat(*, now: datetime) -> None:
    """A worker lives: both databases know this one statement, which no other worker disturbs."""
    db.session.execute(_BEAT, {"now": now})


def last_beat() -> datetime | None:
    """When a worker last lived; ``None`` where none ever did."""
    return db.session.scalar(select(WorkerBeat.at))
