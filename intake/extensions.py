"""Extensions of Flask, created here without an application and initialized in ``create_app``.

For the database also its types of columns, its transactions, and what stores do with rows.
"""

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
from typing import Annotated, Any, ClassVar, Protocol, TypeVar, TypeVarTuple, cast

from flask_mail import Mail
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    CompoundSelect,
    Connection,
    CursorResult,
    DateTime,
    Executable,
    ForeignKey,
    Insert,
    LargeBinary,
    MetaData,
    Result,
    Select,
    SQLColumnExpression,
    String,
    Table,
    TextClause,
    delete,
    event,
    false,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from intake.driver_statements import driver_statement
from intake.engines import BUSY_TIMEOUT, SQLiteWriter, rows_at_once
from intake.storage_faults import StorageFault, storage_fault

T = TypeVar("T")
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


def lock_table(model: type[Model]) -> None:
    """Keep other transactions from locking or changing a table until this one ends.

    On SQLite a write transaction does. An advisory lock the applicants' role could hold as well.
    """
    if has_functions():
        db.session.execute(text(f"LOCK TABLE {model.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))


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


_ENDS = "ends"


def wipe_at_commit(*, whole: bool = False) -> None:
    """Have what this transaction of the session ends overwritten, once it is committed.

    On PostgreSQL ``deploy/wipe.sql`` does so for all transactions, within the hour.
    """
    db.session.info[_ENDS] = whole or db.session.info.get(_ENDS)


@event.listens_for(db.session, "after_commit")
def _wipe(session: Session) -> None:
    if _ENDS in session.info and not has_functions():
        _overwrite(whole=session.info.pop(_ENDS))


def wipe() -> bool:
    """Overwrite all that has ended in an SQLite file; return false if that is not possible now."""
    db.session.rollback()  # a transaction that has read keeps the log from being emptied
    with _turn_to_write():
        return _overwrite(whole=True)


def _overwrite(*, whole: bool | None) -> bool:
    """Write SQLite's log back into the file and empty it; return whether nobody was reading it.

    SQLite zeroes deleted rows in its file (``secure_delete``), but some bytes of rows that it has
    moved stay in its pages, and its log has all earlier ones. With *whole*, write every page anew.
    Readers are waited for at most half a second: the next act, or the next hour, tries again.
    """
    raw = db.engine.raw_connection()
    cursor = raw.cursor()
    try:
        cursor.execute("PRAGMA busy_timeout=500")
        if whole:
            cursor.execute("VACUUM")
        return not cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error:  # the disk may be too full for a copy: what was saved is saved
        return False
    finally:
        cursor.execute(BUSY_TIMEOUT)
        raw.close()


M = TypeVar("M", bound=Model)
What = type[T] | SQLColumnExpression[T]
"""A model or one of its columns."""

Condition = SQLColumnExpression[bool] | TextClause


def all_rows(
    what: What[T],
    *conditions: Condition,
    by: tuple[Any, ...] = (),
    most: int | None = None,
    lock: bool = False,
    skip_locked: bool = False,
) -> list[T]:
    """Return the rows, or the values of a column, that meet all of these conditions.

    They are in the order *by*, at most so many. With *lock* they are locked and read again; with
    *skip_locked* too, without those that others have locked.
    """
    query: Select[Any] = select(what).where(*conditions).order_by(*by).limit(most)
    query = locking(query, skip_locked=skip_locked) if lock or skip_locked else query
    return list(db.session.scalars(query))


def first_row(
    what: What[T], *conditions: Condition, by: tuple[Any, ...] = (), lock: bool = False
) -> T | None:
    """Return the first row, or value, that meets all of these conditions; locked with *lock*."""
    return next(iter(all_rows(what, *conditions, by=by, most=1, lock=lock)), None)


def any_row(model: type[Model], *conditions: Condition) -> bool:
    """Return true if a row meets all of these conditions."""
    query: Select[Any] = select(literal_column("1")).select_from(model).where(*conditions).limit(1)
    return db.session.scalar(query) is not None


def count_rows(model: type[Model], *conditions: Condition) -> int:
    """Return the number of rows that meet all of these conditions."""
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def add_row(row: M) -> M:
    """Add a row and write it at once; return it."""
    db.session.add(row)
    db.session.flush()
    return row


def change_rows(model: type[Model], *conditions: Condition, **values: Any) -> int:
    """Set these values in the rows that meet all of these conditions; return their number."""
    return changed_rows(update(model).where(*conditions).values(values))


def delete_rows(model: type[Model], *conditions: Condition) -> int:
    """Delete the rows that meet all of these conditions; return their number."""
    return changed_rows(delete(model).where(*conditions))


def fetch(statement: Select[*Ts] | CompoundSelect[*Ts], /, **values: Any) -> Result[*Ts]:
    """Execute a statement that was built once, in the transaction of the session.

    This takes a quarter of the time that the session takes (D190). A statement with a list among
    its parameters, or whose values must be converted, is executed by the connection as usual.
    """
    connection = flushed_connection()
    driver = driver_statement(statement, connection.dialect)
    if not driver.is_plain:
        return connection.execute(statement, values)
    rows = connection.exec_driver_sql(driver.text, driver.parameters(values))
    return cast("Result[*Ts]", rows)
