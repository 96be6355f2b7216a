"""Database connections: their options, SQLite's pragmas, and the rule that none crosses a fork."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import Pool

COMMON_OPTIONS = {"hide_parameters": True}
"""Never log SQL parameters."""

SERVER_OPTIONS = {"pool_pre_ping": True, "pool_timeout": 10}
"""Replace a pooled connection that the database server has closed, before a request uses it; give
up after so many seconds without a free one.
"""

SERVER_TIMEOUTS = {"connect_timeout": 3, "tcp_user_timeout": 10_000}
"""A server that vanished without a word is noticed after 3 seconds by who connects, and after
10,000 milliseconds by who waits for an answer. ``DATABASE_URL`` may say otherwise.
"""

FILE_OPTIONS = {"pool_size": 16, "pool_use_lifo": True}
"""Opening an SQLite file takes as long as answering a request, so connections that concurrent
requests opened are pooled. The one used last is taken first, so that few stay in the caches.
"""

SQLITE_PRAGMAS = (
    "journal_mode=WAL",  # readers do not wait for the writer, nor the writer for readers
    "synchronous=FULL",  # a commit returns only when the log is on the disk
    "busy_timeout=10000",  # milliseconds that a statement waits for another connection's lock
    "secure_delete=ON",  # overwrite deleted rows with zeros
    "foreign_keys=ON",  # SQLite checks them only where it is told to
)

_OPENED_IN = "opened_in_process"


class ConnectionCrossedFork(RuntimeError):
    """A connection is open while the process forks, or was opened before it forked.

    SQLite forbids both. The child believes that it holds the file locks of its parent and takes
    none. The next process that closes the database then deletes its log while others write to it,
    and acknowledged transactions are lost (https://sqlite.org/howtocorrupt.html, section 2.6).
    """


def engine_options(database_url: str) -> dict[str, Any]:
    """Return the arguments of ``create_engine`` for this database."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        timeouts = {name: value for name, value in SERVER_TIMEOUTS.items() if name not in url.query}
        return COMMON_OPTIONS | SERVER_OPTIONS | {"connect_args": timeouts}
    is_file = url.database not in (None, "", ":memory:")
    return COMMON_OPTIONS | FILE_OPTIONS if is_file else COMMON_OPTIONS


def guard_forks(engine: Engine) -> None:
    """Raise :class:`ConnectionCrossedFork` where a connection is used in a forked process."""

    @event.listens_for(engine, "connect")
    def remember_process(_connection: object, record: Any) -> None:
        record.info[_OPENED_IN] = os.getpid()

    @event.listens_for(engine, "checkout")
    def compare_process(_connection: object, record: Any, _proxy: object) -> None:
        if record.info[_OPENED_IN] != os.getpid():
            raise ConnectionCrossedFork("a database connection was opened before this fork")


def close_before_fork(engine: Engine) -> None:
    """Close all pooled connections, so that the process may fork.

    The session must be removed first. Raise :class:`ConnectionCrossedFork` where a connection is
    still in use.
    """
    if connections_in_use(engine.pool):
        raise ConnectionCrossedFork("a database connection is in use: remove the session first")
    engine.dispose()


def connections_in_use(pool: Pool) -> int:
    """Return how many connections of a pool are checked out; 0 for a pool that does not count."""
    checked_out = getattr(pool, "checkedout", None)
    return int(checked_out()) if checked_out else 0


def tune_sqlite(engine: Engine) -> None:
    """Set :data:`SQLITE_PRAGMAS` on each connection, and begin transactions explicitly.

    Only SQLite itself may open the database, its log and its index. POSIX drops *all* locks that
    a process holds on a file as soon as the process closes *any* descriptor of it
    (https://sqlite.org/howtocorrupt.html, section 2.2). The files get their mode from the umask,
    which ``wsgi.py`` and ``make run`` set to 0077.
    """

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        """Begin on the driver's connection: the engine's own way is slower than most queries."""
        writes = connection.get_execution_options().get("writes")
        try:
            connection.connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN").close()
        except sqlite3.OperationalError as failure:
            raise OperationalError("BEGIN", None, failure) from failure
