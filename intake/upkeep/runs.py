"""Record when a regular job last ran and how it ended; one row for each job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select, text

from intake.extensions import db
from intake.upkeep.models import UpkeepRun

BACKUP = "backup"
HOUSEKEEPING = "housekeeping"
INTEGRITY = "integrity"
CERTIFICATE = "certificate"
HEARTBEAT = "heartbeat"
CLOCK = "clock"
DIGEST_RUN = "digest"
QUARANTINE = "quarantine"

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
