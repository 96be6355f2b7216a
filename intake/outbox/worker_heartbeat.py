"""The heartbeat of the worker that delivers letters, kept in the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, text

from intake.extensions import db
from intake.outbox.models import WorkerHeartbeat
from intake.prepared import fetch

EVERY = timedelta(seconds=30)
"""Interval at which a worker records its heartbeat."""

SILENT_AFTER = timedelta(minutes=2)
"""Age of the last heartbeat from which no worker is assumed to run."""

_LAST = select(WorkerHeartbeat.metadata.tables[WorkerHeartbeat.__tablename__].c.at)

_RECORD = text(
    "INSERT INTO outbox_beats (id, at) VALUES ('worker', :now)"
    " ON CONFLICT (id) DO UPDATE SET at = excluded.at"
).bindparams(bindparam("now", type_=WorkerHeartbeat.at.type))


def record_heartbeat(*, now: datetime) -> None:
    """Record that a worker runs, in one statement so that workers do not wait for each other."""
    db.session.execute(_RECORD, {"now": now})


def last_heartbeat() -> datetime | None:
    """Return the time of the last heartbeat, or ``None`` if no worker ever ran."""
    return fetch(_LAST).scalar()
