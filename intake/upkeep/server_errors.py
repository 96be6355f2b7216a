"""Count failed answers per hour, added up over all processes."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select, text

from intake.extensions import db
from intake.upkeep.models import ServerErrors

HOUR = timedelta(hours=1)

RETENTION = timedelta(days=2)
"""Age at which rows are deleted."""

_ADD = text(
    "INSERT INTO server_errors (hour, answers) VALUES (:hour, :answers)"
    " ON CONFLICT (hour) DO UPDATE SET answers = server_errors.answers + excluded.answers"
).bindparams(bindparam("hour", type_=ServerErrors.hour.type))


def add_errors(connection: Connection, count: int, *, now: datetime) -> None:
    """Add *count* failed answers to the current hour. The caller commits."""
    connection.execute(_ADD, {"hour": _start_of_hour(now), "answers": count})


def errors_in_last_hour(*, now: datetime) -> int:
    """Estimate the failed answers of the last sixty minutes, rounded up.

    The hour before counts by the share of it that lies within the sixty minutes.
    """
    hour = _start_of_hour(now)
    query = select(ServerErrors.hour, ServerErrors.answers)
    rows = db.session.execute(query.where(ServerErrors.hour.in_([hour - HOUR, hour])))
    counts: dict[datetime, int] = dict(rows.all())
    share = 1 - (now - hour) / HOUR
    return counts.get(hour, 0) + math.ceil(counts.get(hour - HOUR, 0) * share)


def discard_old_errors(*, now: datetime) -> None:
    """Delete the rows older than ``RETENTION``."""
    db.session.execute(delete(ServerErrors).where(ServerErrors.hour < now - RETENTION))


def _start_of_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
