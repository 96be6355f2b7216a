"""Run migrations through the application's engine, all of them in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlalchemy import Connection

from intake.actions.backup.tables import all_tables
from intake.extensions import Instant, db


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Render our column types as the types of the database, so that revisions stay readable."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, sa.types.TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


def for_both_databases(tables: sa.MetaData) -> sa.MetaData:
    """Give the indexes of a condition the same one on PostgreSQL, so that new revisions have both.

    The models name it for SQLite alone: naming both loads the other database's dialect into every
    process.
    """
    for index in (index for table in tables.tables.values() for index in table.indexes):
        if (condition := index.dialect_options["sqlite"]["where"]) is not None:
            index.dialect_options["postgresql"]["where"] = condition
    return tables


LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'"
"""Fail rather than wait for a table that a long query holds (such as a backup), because requests to
that table would queue behind the waiting migration.
"""


def run(connection: Connection) -> None:
    """Run the requested revisions."""
    context.configure(
        connection=connection,
        target_metadata=for_both_databases(all_tables()),
        render_item=render,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(LOCK_TIMEOUT)
        context.run_migrations()


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Suspend foreign keys on SQLite, which changes a table by creating and renaming a copy."""
    raw = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


with db.engine.execution_options(writes=True).connect() as connection, foreign_keys_off(connection):
    run(connection)
