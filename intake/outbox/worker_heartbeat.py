"""The heartbeat of the worker that delivers letters, kept in the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, text

from intake.extensions import db
from intake.outbox.models import WorkerBeat

EVERY = timedelta(seconds=30)
"""How often a worker records its heartbeat."""

SILENT_AFTER = timedelta(minutes=2)
"""A heartbeat older than this means that no worker runs."""

_BEAT = text(
    "INSERT INTO outbox_beats (id, at) VALUES ('worker', :now)"
    " ON CONFLICT (id) DO UPDATE SET at = excluded.at"
).bindparams(bindparam("now", type_=WorkerBeat.at.type))


def beat(*, now: datetime) -> None:
    """Record that a worker runs. One statement, so that workers do not wait for each other."""
    db.session.execute(_BEAT, {"now": now})


def last_beat() -> datetime | None:
    """Return the time of the last heartbeat; ``None`` where no worker ever ran."""
    return db.session.scalar(select(WorkerBeat.at))
