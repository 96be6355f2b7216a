"""The libraries this application stands on: created bare here, bound in ``create_app``."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar
from uuid import uuid4

from flask_babel import Babel
from flask_mail import Mail
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, Insert, MetaData, event, insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from intake.catalogues import AsWritten

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An instant, kept and read in UTC whatever the database thinks of time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Refuse a time without its zone; give the database UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Read the time as UTC, also from a database that forgot the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {datetime: Instant}


def new_id() -> str:
    """A random row id of 32 letters: tells neither order nor number."""
    return uuid4().hex


db = SQLAlchemy(metadata=Model.metadata, session_options={"expire_on_commit": False})
mail = Mail()
babel = Babel()
babel.domain_instance = AsWritten()


def insert_rows(model: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]) -> None:
    """New rows, in their table at once. For what each sending adds, and nobody changes after it.

    A session would keep an account of each of them until they are written: three times the work.
    What such a row refers to must be in its table before.
    """
    db.session.execute(_insert_into(model), rows)


@cache
def _insert_into(model: type[DeclarativeBase]) -> Insert:
    return insert(model.metadata.tables[model.__tablename__])


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that will write, said before its first query. The block commits or not itself.

    SQLite refuses at once to turn a reading transaction into a writing one, so this begins with
    ``BEGIN IMMEDIATE``. Whoever finds SQLite busy sleeps, up to a tenth of a second at a time, and
    may be overtaken while asleep: so all writers of all processes wait for one lock first, and the
    kernel wakes them as soon as it is free. PostgreSQL needs neither: there the keepers lock the
    row they read. What the block has not committed is rolled back when it ends.
    """
    session = db.session
    session.rollback()
    if db.engine.dialect.name != "sqlite":
        try:
            yield
        finally:
            session.rollback()
        return
    with _alone(f"{db.engine.url.database}-line"):
        try:
            session.connection(execution_options={"writes": True})
            yield
        finally:
            session.rollback()


@contextmanager
def _alone(path: str) -> Iterator[None]:
    """Hold this file's lock, against every thread of every process; it dies with its holder.

    Nothing is ever in the file, and it is not emptied: that would be a change for the disk to keep.
    Where it cannot be opened, neither can the database beside it.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise OperationalError(None, None, fault) from fault
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def let_go() -> None:
    """Have the database write over what was deleted, as far as it can be told to.

    SQLite overwrites deleted rows in its file (``secure_delete``), but the log beside it still has
    the pages of before: emptied here. PostgreSQL keeps deleted rows until it cleans up: told to
    do so now, where whoever works owns the tables; else it does within minutes, as
    ``deploy/roles.sql`` has it. Where somebody else reads at this moment, the next time does it.
    """
    if db.engine.dialect.name == "sqlite":
        raw = db.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM requests, cases")


def tune_sqlite(engine: Engine) -> None:
    """Set an SQLite engine up: for its owner's eyes, durable, one log, deleted bytes overwritten,
    keys enforced.
    """

    @event.listens_for(engine, "do_connect")
    def make(*_: object) -> None:
        """Its log and whatever else SQLite lays beside it get the same rights."""
        with suppress(OSError):  # connecting says what is wrong with the place
            if (path := engine.url.database) and not path.startswith((":", "file:")):
                os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))

    @event.listens_for(engine, "connect")
    def settle(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=10000",
            "secure_delete=ON",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        """Say so to SQLite itself: the engine's way takes longer than many a statement."""
        writes = connection.get_execution_options().get("writes")
        try:
            connection.connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN").close()
        except sqlite3.OperationalError as fault:
            raise OperationalError("BEGIN", None, fault) from fault
