"""Checks of the server as others meet it: its clock, its failed answers, its certificate."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from intake.actions.health.check import Check, Moment
from intake.actions.upkeep.check_certificate import EXPIRES_NOW
from intake.actions.upkeep.clock_guard import is_suspended
from intake.audit.chain import head
from intake.extensions import db
from intake.outbox.mail_health import last_heartbeat
from intake.upkeep import runs
from intake.upkeep.server_errors import errors_in_last_hour

CLOCK_TOLERANCE = timedelta(minutes=1)
"""Two clocks may differ by this much."""

MANY_ERRORS = 10
"""So many failed answers in an hour need someone now."""

HEARTBEAT_SILENT_AFTER = timedelta(minutes=10)
"""The worker calls once a minute, while all is well with it."""

EXPIRING = timedelta(days=21)
"""Certificates are usually renewed a month before they end."""

CERTIFICATE_OLD_AFTER = timedelta(days=3)
"""The worker looks once a day."""


def check_clock(moment: Moment) -> Check:
    """Compare this clock with the newest time written down, and with the database's own clock."""
    chain_head = head()
    written = [last_heartbeat(), chain_head.at if chain_head else None]
    written += [run.at for run in runs.last_runs().values()]
    ahead = max((at - moment.now for at in written if at), default=timedelta())
    if ahead > CLOCK_TOLERANCE:
        figures = {"ahead_seconds": ahead.total_seconds()}
        return Check(code="clock", finding="set_back", figures=figures)
    if is_suspended(now=moment.now):
        return Check(code="clock", finding="jumped")
    apart = apart_from_database(moment.now)
    finding = "apart" if apart > CLOCK_TOLERANCE else "good"
    return Check(code="clock", finding=finding, figures={"apart_seconds": apart.total_seconds()})


def apart_from_database(now: datetime) -> timedelta:
    """Return how far the clock of PostgreSQL differs; zero on SQLite, which has none."""
    if db.engine.dialect.name == "sqlite":
        return timedelta()
    database_now: datetime = db.session.scalar(text("SELECT clock_timestamp()")) or now
    return abs(database_now - now)


def check_errors(moment: Moment) -> Check:
    """Count the failed answers of the last hour, of all processes."""
    count = errors_in_last_hour(now=moment.now)
    finding = "some" if count else "good"
    if count >= MANY_ERRORS:
        finding = "many"
    return Check(code="errors", finding=finding, figures={"last_hour": float(count)})


def check_heartbeat(moment: Moment) -> Check:
    """Report the last call to ``HEARTBEAT_URL``, by which others notice that the server is up."""
    if not moment.settings.heartbeat_url:
        return Check(code="heartbeat", finding="not_set")
    run = runs.last_run(runs.HEARTBEAT)
    if run is None or moment.age_of(run.at) > HEARTBEAT_SILENT_AFTER:
        return Check(code="heartbeat", finding="silent", at=run.at if run else None)
    figures = {"age_seconds": moment.age_of(run.at).total_seconds()}
    if run.outcome != runs.OK:
        names = (run.outcome,)
        return Check(code="heartbeat", finding="refused", names=names, figures=figures, at=run.at)
    return Check(code="heartbeat", figures=figures, at=run.at)


def check_certificate(moment: Moment) -> Check:
    """Report the last check of the certificates of both doors."""
    if not moment.settings.https_addresses:
        return Check(code="certificate", finding="not_needed")
    run = runs.last_run(runs.CERTIFICATE)
    if run is None or moment.age_of(run.at) > CERTIFICATE_OLD_AFTER:
        return Check(code="certificate", finding="not_checked", at=run.at if run else None)
    if run.outcome != runs.OK or run.until is None:
        finding = "unreachable" if run.outcome == "unreachable" else "refused"
        return Check(code="certificate", finding=finding, names=(run.outcome,), at=run.at)
    remaining = run.until - moment.now
    finding = "expiring" if remaining < EXPIRING else "good"
    if remaining < EXPIRES_NOW:
        finding = "expires_now"
    figures = {"left_seconds": remaining.total_seconds()}
    return Check(code="certificate", finding=finding, figures=figures, at=run.at)
