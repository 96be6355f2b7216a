"""Extensions of Flask: created here without an application, initialized in ``create_app``."""

import fcntl
import math
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from secrets import token_hex
from time import monotonic
from typing import Annotated, Any, ClassVar, Protocol, TypeVarTuple, cast

from flask_mail import Mail
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    CursorResult,
    DateTime,
    Engine,
    Executable,
    ForeignKey,
    Insert,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    event,
    false,
    insert,
    make_url,
    text,
)
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from intake.driver_statements import driver_statement
from intake.storage_faults import StorageFault, storage_fault

Ts = TypeVarTuple("Ts")
NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A column of a point in time, written and read in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Convert to UTC; raise ``ValueError`` for a time without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Return the time in UTC, also if the database does not store zones."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """Base class of all models."""

    __table__: ClassVar[Table]
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {datetime: Instant, list[str]: JSON}


def new_id() -> str:
    """Return a random id of 32 hexadecimal digits, which shows neither order nor number."""
    return token_hex(16)


RowId = Annotated[str, mapped_column(String(32), primary_key=True, default=new_id)]
Id = Annotated[str, mapped_column(String(32))]
Digest = Annotated[bytes, mapped_column(LargeBinary(32))]
Flag = Annotated[bool, mapped_column(default=False, server_default=false())]
TeamId = Annotated[str, mapped_column(ForeignKey("teams.id"))]
MemberId = Annotated[str, mapped_column(ForeignKey("staff_members.id"))]
"""Types of columns: of the id of a row and of another one, of a SHA-256, of what is mostly false,
and of what refers to a team or a member.
"""

db = SQLAlchemy(metadata=Model.metadata, session_options={"expire_on_commit": False})
mail = Mail()


class Writer(Protocol):
    """A connection in a write transaction."""

    def execute(self, statement: Executable, parameters: Any, /) -> Any:
        """Execute a statement with one set of parameters, or with a list of them."""

    def scalar(self, statement: Executable, parameters: Any, /) -> Any:
        """Return the first value of the first row, or ``None``."""

    def commit(self) -> None:
        """Commit."""


_alone: ContextVar[Writer | None] = ContextVar("writing_alone", default=None)


def writer() -> Writer:
    """Return the connection of :func:`writing_alone`, else that of the session."""
    return _alone.get() or flushed_connection()


def insert_rows(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that the transaction does not change again.

    The session does not track them, so it takes a third of the time. Rows to which they refer
    must be inserted before them.
    """
    writer().execute(_insert_into(model), rows)


def plain_rows(query: Executable, **parameters: Any) -> Sequence[Sequence[Any]]:
    """Return the rows of a query of texts, numbers and bytes, at little cost.

    The session is asked only if this request has used it, because to begin and end one takes as
    long as three queries.
    """
    if not (has_functions() or db.session.registry.has()):
        try:
            return rows_at_once(db.engine, query, parameters)
        except sqlite3.Error:  # SQLAlchemy repeats the query below and raises its own error
            pass
    return flushed_connection().execute(query, parameters).all()


def flushed_connection() -> Connection:
    """Return the connection of the session after its objects were written, as its queries do.

    A query of plain values takes two thirds of the time by it, because it makes no objects.
    """
    db.session.flush()
    return db.session.connection()


def changed_rows(statement: Executable) -> int:
    """Execute an update or a deletion in the session; return the number of rows it changed."""
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount


def locking(
    query: Select[*Ts], *, skip_locked: bool = False, key_share: bool = False
) -> Select[*Ts]:
    """Return the query that locks its rows, and reads again those that the session has read."""
    rows = query.with_for_update(skip_locked=skip_locked, key_share=key_share)
    return rows.execution_options(populate_existing=True)


@cache
def _insert_into(model: type[Model]) -> Insert:
    return insert(model.__table__)


def has_functions() -> bool:
    """Return true on PostgreSQL, where the applicants' door may only call functions of one row."""
    return db.engine.dialect.name == "postgresql"


@contextmanager
def writing() -> Iterator[None]:
    """Open a write transaction (``BEGIN IMMEDIATE`` on SQLite). The caller commits.

    SQLite cannot upgrade a read transaction while another connection writes. A writer that finds
    the database busy sleeps for up to a tenth of a second and may be overtaken, so writers of all
    processes first queue for one file lock, which the kernel passes on at once. PostgreSQL needs
    neither, because the stores lock the rows that they read. Changes that the block does not
    commit are rolled back.
    """
    session = db.session
    session.rollback()
    with _turn_to_write():
        try:
            if db.engine.dialect.name == "sqlite":
                session.connection(execution_options={"writes": True})
            yield
        finally:
            session.rollback()


@contextmanager
def saving() -> Iterator[None]:
    """Open a write transaction, as :func:`writing` does, and commit it at the end of the block."""
    with writing():
        yield
        db.session.commit()


@contextmanager
def reading_at_one_moment() -> Iterator[None]:
    """Read by the session as all tables are now, however long it takes and whoever writes."""
    db.session.rollback()
    try:
        if db.engine.dialect.name != "sqlite":
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield
    finally:
        db.session.rollback()


@contextmanager
def writing_alone() -> Iterator[Writer]:
    """Open a write transaction without the session, as :func:`writing`. The caller commits.

    For functions that write by :func:`writer` alone: the session takes 0.4 ms to begin, commit
    and end. Nothing in the block may use the session, which would be another transaction.
    """
    if db.session.registry.has():
        db.session.rollback()
    with _turn_to_write(), db.engine.connect() as connection:
        before = _alone.get()
        try:
            alone = connection if has_functions() else SQLiteWriter(connection)
            _alone.set(alone)
            yield alone
        finally:
            _alone.set(before)
            connection.rollback()  # also after a commit that failed, which leaves it open


@contextmanager
def _turn_to_write() -> Iterator[None]:
    """Wait in the line of writers of an SQLite file; a server has its own.

    The line is an exclusive lock on a file, which the kernel releases when the process ends. The
    file stays empty and does not belong to SQLite. Raise ``OperationalError`` if it cannot be
    opened, because then the database beside it cannot be opened either.
    """
    if db.engine.dialect.name != "sqlite":
        yield
        return
    path = str(db.engine.url.database)
    try:
        line = os.open(f"{path}-line", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as failure:
        raise OperationalError(None, None, failure) from failure
    try:
        fcntl.flock(line, fcntl.LOCK_EX)
        yield
        _refused_at.pop(path, None)
    except SQLAlchemyError as failure:
        if storage_fault(failure) is StorageFault.BUSY:
            _refused_at[path] = monotonic()
        raise
    finally:
        os.close(line)


_refused_at: dict[str, float] = {}
"""Monotonic time of the last refusal of the write lock to this process, by database file."""


def was_refused_lock(*, within: float) -> bool:
    """Return true if the last writer of this process was refused SQLite's write lock.

    A refusal more than *within* seconds ago does not count.
    """
    refused_at = _refused_at.get(str(db.engine.url.database), -math.inf)
    return monotonic() - refused_at < within


def purge_deleted() -> None:
    """Overwrite deleted rows in the database files, as far as possible.

    SQLite zeroes deleted rows in its file (``secure_delete``), but its log still has the earlier
    pages, so write the log back and truncate it. PostgreSQL keeps deleted rows until it vacuums:
    vacuum now if the role owns the tables; otherwise autovacuum does it within minutes, as set in
    ``deploy/roles.sql``. If another connection is reading, only the next call succeeds.
    """
    if db.engine.dialect.name == "sqlite":
        raw = db.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM requests, cases, card_packs")


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
    "busy_timeout=10000",  # milliseconds that a statement waits for another connection's lock
    "cache_size=-512",  # KiB of each connection; the system caches the file once for all of them
    "secure_delete=ON",  # overwrite deleted rows with zeros
    "foreign_keys=ON",  # SQLite checks them only where it is told to
)

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
