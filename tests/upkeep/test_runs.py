"""The newest run of each regular job."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from intake.upkeep import runs

Db = scoped_session[Session]
NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def test_a_run_replaces_the_previous_one_of_its_job(db_session: Db) -> None:
    runs.record_run(runs.BACKUP, now=NOON, outcome="ok", figure=12)
    runs.record_run(runs.CERTIFICATE, now=NOON, until=NOON + timedelta(days=64))
    runs.record_run(runs.BACKUP, now=NOON + timedelta(days=1), figure=13)
    db_session.commit()

    last_runs = runs.last_runs()

    assert set(last_runs) == {runs.BACKUP, runs.CERTIFICATE}
    backup = last_runs[runs.BACKUP]
    assert (backup.at, backup.outcome, backup.figure) == (NOON + timedelta(days=1), "ok", 13)
    assert last_runs[runs.CERTIFICATE].until == NOON + timedelta(days=64)


def test_a_job_that_never_ran_is_missing(db_session: Db) -> None:
    assert runs.last_runs() == {}
