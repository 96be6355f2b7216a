"""The heartbeats of the workers that deliver letters, kept in the database."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, text

from intake.extensions import db
from intake.outbox.models import WorkerHeartbeat, WorkerHost
from intake.prepared import fetch

EVERY = timedelta(seconds=30)
"""Interval at which a worker records its heartbeat."""

SILENT_AFTER = timedelta(minutes=2)
"""Age of the last heartbeat from which no worker is assumed to run."""

FORGOTTEN_AFTER = timedelta(days=7)
"""Age of the last heartbeat from which a machine is assumed to be taken away on purpose."""

LONGEST_NAME = 64
"""Characters of a machine's name that are kept: so many Linux allows."""

_LAST = select(WorkerHeartbeat.metadata.tables[WorkerHeartbeat.__tablename__].c.at)

_HOSTS = WorkerHost.metadata.tables[WorkerHost.__tablename__].c
_OF_EACH_HOST = select(_HOSTS.host, _HOSTS.at).order_by(_HOSTS.host)

_RECORD = text(
    "INSERT INTO outbox_beats (id, at) VALUES ('worker', :now)"
    " ON CONFLICT (id) DO UPDATE SET at = excluded.at"
).bindparams(bindparam("now", type_=WorkerHeartbeat.at.type))

_RECORD_HOST = text(
    "INSERT INTO worker_hosts (host, at) VALUES (:host, :now)"
    " ON CONFLICT (host) DO UPDATE SET at = excluded.at"
).bindparams(bindparam("now", type_=WorkerHost.at.type))


def this_host() -> str:
    """Return the name of this machine in its network."""
    return socket.gethostname()[:LONGEST_NAME]


def record_heartbeat(*, now: datetime, host: str) -> None:
    """Record that a worker runs on *host*; forget the machines that were silent for seven days.

    Each row is written in one statement, so that two workers may add the same. The row of all
    workers is the one that the release before reads.
    """
    db.session.execute(_RECORD, {"now": now})
    db.session.execute(_RECORD_HOST, {"host": host, "now": now})
    is_over = or_(_HOSTS.at < now - FORGOTTEN_AFTER, _HOSTS.at > now + FORGOTTEN_AFTER)
    db.session.execute(delete(WorkerHost).where(is_over))


def last_heartbeat() -> datetime | None:
    """Return the time of the last heartbeat, or ``None`` if no worker ever ran."""
    return fetch(_LAST).scalar()


def silent_hosts(*, now: datetime) -> tuple[str, ...]:
    """Return the names of the machines whose workers fell silent in the last seven days.

    A heartbeat far in the future counts as none.
    """
    return tuple(
        host for host, at in fetch(_OF_EACH_HOST) if SILENT_AFTER < abs(now - at) <= FORGOTTEN_AFTER
    )
