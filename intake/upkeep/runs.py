"""Record when a regular job last ran and how it ended; one row for each job."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, text

from intake.extensions import db, delete_rows
from intake.upkeep.models import ServerErrors, UpkeepRun

BACKUP = "backup"
HOUSEKEEPING = "housekeeping"
INTEGRITY = "integrity"
CERTIFICATE = "certificate"
HEARTBEAT = "heartbeat"
CLOCK = "clock"
DIGEST_RUN = "digest"
QUARANTINE = "quarantine"
WIPE = "wipe"

OK = "ok"
"""The outcome of a run that found nothing wrong; every other outcome is a code of its job."""

_RECORD = text(
    'INSERT INTO upkeep_runs (name, at, outcome, "until", figure)'
    " VALUES (:name, :at, :outcome, :until, :figure)"
    " ON CONFLICT (name) DO UPDATE SET at = excluded.at, outcome = excluded.outcome,"
    ' "until" = excluded."until", figure = excluded.figure'
).bindparams(
    bindparam("at", type_=UpkeepRun.at.type), bindparam("until", type_=UpkeepRun.until.type)
)


def record_run(
    name: str,
    *,
    now: datetime,
    outcome: str = OK,
    until: datetime | None = None,
    figure: int | None = None,
) -> None:
    """Replace the previous run of the job by this one. The caller commits."""
    row = {"name": name, "at": now, "outcome": outcome, "until": until, "figure": figure}
    db.session.execute(_RECORD, row)


def last_run(name: str) -> UpkeepRun | None:
    """Return the newest run of one job, or ``None`` where it never ran."""
    return db.session.get(UpkeepRun, name, populate_existing=True)


def last_runs() -> Mapping[str, UpkeepRun]:
    """Return the newest run of each job by its name; a job that never ran is missing."""
    query = select(UpkeepRun).execution_options(populate_existing=True)
    return {run.name: run for run in db.session.scalars(query)}


HOUR = timedelta(hours=1)

RETENTION = timedelta(days=2)
"""Age at which rows are deleted."""

_ADD = text(
    "INSERT INTO server_errors (hour, answers) VALUES (:hour, :answers)"
    " ON CONFLICT (hour) DO UPDATE SET answers = server_errors.answers + excluded.answers"
).bindparams(bindparam("hour", type_=ServerErrors.hour.type))


def add_errors(connection: Connection, count: int, now: datetime) -> None:
    """Add *count* failed answers to the current hour. The caller commits."""
    connection.execute(_ADD, {"hour": _start_of_hour(now), "answers": count})


def errors_in_last_hour(now: datetime) -> int:
    """Estimate the failed answers of the last sixty minutes, rounded up.

    The hour before counts by the share of it that lies within the sixty minutes.
    """
    hour = _start_of_hour(now)
    query = select(ServerErrors.hour, ServerErrors.answers)
    rows = db.session.execute(query.where(ServerErrors.hour.in_([hour - HOUR, hour])))
    counts: dict[datetime, int] = dict(rows.all())
    share = 1 - (now - hour) / HOUR
    return counts.get(hour, 0) + math.ceil(counts.get(hour - HOUR, 0) * share)


def discard_old_errors(now: datetime) -> None:
    """Delete the rows older than ``RETENTION``."""
    delete_rows(ServerErrors, ServerErrors.hour < now - RETENTION)


def _start_of_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
