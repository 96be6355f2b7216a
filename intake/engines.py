"""Engines of a database: their options, the driver below them, and what no fork may share."""

import os
import sqlite3
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Connection, Engine, Executable, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from intake.driver_statements import driver_statement

COMMON_OPTIONS = {"hide_parameters": True}
"""Never log SQL parameters."""

SERVER_OPTIONS = {
    "pool_pre_ping": True,  # replace a connection that the server has closed, before it is used
    "pool_size": 8,
    "max_overflow": 2,
    "pool_timeout": 10,  # seconds that a request waits for a connection before it is told "busy"
    "pool_use_lifo": True,
}
"""Connections of one process to a database server: 8 are kept, 2 more are opened under load. One
process runs Python on one core at a time, so more would only wait for each other.
``deploy/several-nodes.md`` adds up all processes, and a house test checks the sum.
"""

SERVER_CONNECT_ARGS = {
    "connect_timeout": 3,  # seconds for each host
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 6_000,  # milliseconds
}
"""Notice within 11 seconds that the database's machine has vanished without closing connections, by
a loss of power or of the network. The system's own settings take more than a quarter of an hour.
An option in ``DATABASE_URL`` wins (https://www.postgresql.org/docs/current/libpq-connect.html).
"""

FILE_OPTIONS = {"pool_size": 16, "pool_use_lifo": True}
"""Opening an SQLite file takes as long as answering a request, so connections that concurrent
requests opened are pooled. The one used last is taken first, so that few stay in the caches.
"""

SQLITE_PRAGMAS = (
    "journal_mode=WAL",  # readers do not wait for the writer, nor the writer for readers
    "synchronous=FULL",  # a commit returns only when the log is on the disk
    "cache_size=-512",  # KiB of each connection; the system caches the file once for all of them
    "secure_delete=ON",  # overwrite deleted rows with zeros
    "foreign_keys=ON",  # SQLite checks them only where it is told to
)

BUSY_TIMEOUT = "PRAGMA busy_timeout=10000"
"""Milliseconds that a statement waits for another connection's lock."""

_LACKS_STANDBY = text("""
SELECT current_setting('synchronous_standby_names') <> ''
   AND current_setting('synchronous_commit') IN ('on', 'remote_write', 'remote_apply')
   AND NOT EXISTS (SELECT FROM pg_stat_replication)
""")

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
        unset = SERVER_CONNECT_ARGS.keys() - url.query.keys()
        connect_args = {name: SERVER_CONNECT_ARGS[name] for name in unset}
        return COMMON_OPTIONS | SERVER_OPTIONS | {"connect_args": connect_args}
    is_file = url.database not in (None, "", ":memory:")
    return COMMON_OPTIONS | FILE_OPTIONS if is_file else COMMON_OPTIONS


def guard_forks(engine: Engine) -> None:
    """Raise :class:`ConnectionCrossedFork` if a connection is used in a forked process."""

    @event.listens_for(engine, "connect")
    def remember_process(_connection: object, record: Any) -> None:
        record.info[_OPENED_IN] = os.getpid()

    @event.listens_for(engine, "checkout")
    def compare_process(_connection: object, record: Any, _proxy: object) -> None:
        if record.info[_OPENED_IN] != os.getpid():
            raise ConnectionCrossedFork("a database connection was opened before this fork")


def close_before_fork(engine: Engine) -> None:
    """Close all pooled connections, so that the process may fork.

    The session must be removed first. Raise :class:`ConnectionCrossedFork` if a connection is
    still in use.
    """
    checked_out = getattr(engine.pool, "checkedout", None)  # which not every kind of pool counts
    if checked_out and checked_out():
        raise ConnectionCrossedFork("a database connection is in use: remove the session first")
    engine.dispose()


class SQLiteWriter:
    """A write transaction of SQLite whose statements its driver executes: each is built once.

    SQLAlchemy takes twice as long as SQLite for a statement that it has compiled before.
    """

    def __init__(self, connection: Connection) -> None:
        """Begin a transaction, which *connection* ends."""
        self._connection = connection.execution_options(writes=True)
        self._connection.begin()
        self._driver = self._connection.connection
        self.commit = self._connection.commit

    def execute(self, statement: Executable, parameters: Any, /) -> sqlite3.Cursor:
        """Execute a statement with one set of parameters, or with a list of them."""
        rows = [parameters] if isinstance(parameters, Mapping) else parameters
        driver = driver_statement(statement, self._connection.dialect, tuple(rows[0]))
        cursor: Any = self._driver.cursor()
        try:
            for row in rows:
                cursor.execute(driver.text, driver.parameters(row))
        except sqlite3.Error as failure:
            raise DBAPIError.instance("", None, failure, sqlite3.Error) from failure
        return cast(sqlite3.Cursor, cursor)

    def scalar(self, statement: Executable, parameters: Any, /) -> Any:
        """Return the first value of the first row as the driver has it, or ``None``."""
        row = self.execute(statement, parameters).fetchone()
        return row[0] if row else None


def lacks_standby(connection: Connection) -> bool:
    """Return true while each commit to PostgreSQL waits for a standby and none is connected.

    Every role may count the rows of ``pg_stat_replication``; which of them is a base backup, only
    ``pg_monitor`` may see.
    """
    return bool(connection.scalar(_LACKS_STANDBY))


def rows_at_once(
    engine: Engine, query: Executable, parameters: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """Return the rows of a query of SQLite as its driver has them, outside of a transaction.

    This takes 0.02 ms, the same by SQLAlchemy 0.1 ms. Raise ``sqlite3.Error``.
    """
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        driver = driver_statement(query, engine.dialect)
        cursor.execute(driver.text, driver.parameters(parameters))
        return list(cursor.fetchall())
    finally:
        connection.close()


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
        connection.execute(BUSY_TIMEOUT).close()
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        """Begin on the driver's connection, because the engine's method is slower than a query."""
        writes = connection.get_execution_options().get("writes")
        try:
            connection.connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN").close()
        except sqlite3.OperationalError as failure:
            raise OperationalError("BEGIN", None, failure) from failure
