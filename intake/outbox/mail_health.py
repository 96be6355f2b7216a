"""Problems of the mail, for the desk, ``flask doctor`` and the metrics, and workers' heartbeats."""

import socket
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
)

from intake.extensions import db, delete_rows, fetch
from intake.frozen import frozen
from intake.outbox.models import OutboxEmail, State, WorkerHeartbeat, WorkerHost
from intake.outbox.routing import NO_READER, UNREADABLE
from intake.settings import Settings

LATE_AFTER_ATTEMPTS = 3
"""Failed attempts after which a letter is late, some two minutes after it was queued."""

ENOUGH = 1000
"""Upper limit of each count, so that the desk stays quick."""

EMAILS = OutboxEmail.__table__.c
ADDRESSED = (State.WAITING, State.CLAIMED, State.SENDING)
ON_THE_WAY = (State.UNROUTED, State.HELD, *ADDRESSED)
GIVEN_UP = EMAILS.state == State.PARKED
IS_LATE = EMAILS.state.in_(ADDRESSED) & or_(
    EMAILS.attempts >= LATE_AFTER_ATTEMPTS, EMAILS.queued_on < bindparam("today", type_=Date)
)
"""Condition of letters to readers that have failed for minutes or are of an earlier day."""


@frozen
class Trouble:
    """One problem: its code and the number of letters concerned, up to :data:`ENOUGH`.

    ``not_configured`` no mail server is set, letters become files · ``worker_silent`` no worker
    runs · ``nobody`` the team has no reader yet · ``late`` · ``parked`` given up; then
    ``most_attempts`` says after how many at most, counted since they were queued or last tried
    again by a person.
    """

    code: str
    letters: int
    most_attempts: int = 0


def trouble(settings: Settings, now: datetime) -> tuple[Trouble, ...]:
    """Return every problem of the mail at this moment; empty when all is well."""
    waiting, nobody, unreadable, late, parked = fetch(COUNTS, today=settings.day_of(now)).one()
    last = last_heartbeat()  # one far in the future counts as none
    is_silent = waiting > 0 if last is None else abs(now - last) > SILENT_AFTER
    late += unreadable
    problems = (
        (not settings.mail_server, Trouble(code="not_configured", letters=waiting)),
        (is_silent, Trouble(code="worker_silent", letters=waiting)),
        (nobody > 0, Trouble(code="nobody", letters=nobody)),
        (late > 0, Trouble(code="late", letters=late)),
    )
    present = tuple(problem for exists, problem in problems if exists)
    if not parked:
        return present
    most = db.session.scalar(select(func.max(EMAILS.attempts)).where(GIVEN_UP)) or 0
    return (*present, Trouble(code="parked", letters=parked, most_attempts=most))


def _counts(*conditions: ColumnElement[bool]) -> Select[*tuple[int, ...]]:
    """Return the query for the number of letters for each condition, up to :data:`ENOUGH`.

    No column is selected, so that the indexes by state cover each query.
    """
    row: Select[tuple[int]] = select(literal_column("1").label("row"))
    limited = [row.where(condition).limit(ENOUGH).subquery() for condition in conditions]
    counts = [select(func.count()).select_from(rows).scalar_subquery() for rows in limited]
    return select(*counts)


COUNTS = _counts(
    EMAILS.state.in_(ON_THE_WAY),
    *(
        (EMAILS.state == State.UNROUTED) & (EMAILS.trouble == trouble)
        for trouble in (NO_READER, UNREADABLE)
    ),
    IS_LATE,
    GIVEN_UP,
)
"""Built once, because each page of the queue executes it."""


EVERY = timedelta(seconds=30)
"""Interval at which a worker records its heartbeat."""

SILENT_AFTER = timedelta(minutes=2)
"""Age of the last heartbeat from which no worker is assumed to run."""

FORGOTTEN_AFTER = timedelta(days=7)
"""Age of the last heartbeat from which a machine is assumed to be taken away on purpose."""

LONGEST_NAME = 64
"""Characters of a machine's name that are kept: so many Linux allows."""

_LAST = select(WorkerHeartbeat.__table__.c.at)

_HOSTS = WorkerHost.__table__.c
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

    Each row is written in one statement, so that two workers may add the same.
    """
    db.session.execute(_RECORD, {"now": now})
    db.session.execute(_RECORD_HOST, {"host": host, "now": now})
    is_over = or_(_HOSTS.at < now - FORGOTTEN_AFTER, _HOSTS.at > now + FORGOTTEN_AFTER)
    delete_rows(WorkerHost, is_over)


def last_heartbeat() -> datetime | None:
    """Return the time of the last heartbeat, or ``None`` if no worker ever ran."""
    return fetch(_LAST).scalar()


def silent_hosts(now: datetime) -> tuple[str, ...]:
    """Return the names of the machines whose workers fell silent in the last seven days.

    A heartbeat far in the future counts as none.
    """
    return tuple(
        host for host, at in fetch(_OF_EACH_HOST) if SILENT_AFTER < abs(now - at) <= FORGOTTEN_AFTER
    )
