"""The libraries this application stands on: created bare here, bound in ``create_app``."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar
from uuid import uuid4

from flask_babel import Babel
from flask_mail import Mail
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Insert, MetaData, insert
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
    """Insert rows that the transaction does not change again.

    The session does not track them, which takes a third of the time. Rows that they refer to must
    be inserted before.
    """
    db.session.execute(_insert_into(model), rows)


@cache
def _insert_into(model: type[DeclarativeBase]) -> Insert:
    return insert(model.metadata.tables[model.__tablename__])


@contextmanager
def writing() -> Iterator[None]:
    """Open a write transaction (``BEGIN IMMEDIATE`` on SQLite). The caller commits.

    SQLite refuses to turn a reading transaction into a writing one while another connection
    writes. A writer that finds it busy sleeps up to a tenth of a second at a time and may be
    overtaken meanwhile, so writers of all processes first queue for one file lock, which the
    kernel hands on at once. PostgreSQL needs neither: there the stores lock the rows they read.
    Roll back what the block has not committed.
    """
    session = db.session
    session.rollback()
    if db.engine.dialect.name != "sqlite":
        try:
            yield
        finally:
            session.rollback()
        return
    with _exclusive_lock(f"{db.engine.url.database}-line"):
        try:
            session.connection(execution_options={"writes": True})
            yield
        finally:
            session.rollback()


@contextmanager
def _exclusive_lock(path: str) -> Iterator[None]:
    """Hold the lock of a file against all threads and processes; it ends with its holder.

    The file stays empty and is no file of SQLite's. Raise ``OperationalError`` where it cannot be
    opened: then the database beside it cannot either.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as failure:
        raise OperationalError(None, None, failure) from failure
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def purge_deleted() -> None:
    """Have the database overwrite deleted rows, as far as it can.

    SQLite zeroes deleted rows in its file (``secure_delete``), but the log beside it still holds
    the earlier pages: write the log back and empty it. PostgreSQL keeps deleted rows until it
    vacuums: do so now where the role owns the tables; otherwise autovacuum does within minutes, as
    ``deploy/roles.sql`` sets it. Where another connection reads at this moment, the next call
    succeeds.
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
