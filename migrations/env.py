"""How a migration reaches the database: through the application, one transaction for all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlalchemy import Connection

from intake.actions.backup.all_tables import all_tables
from intake.extensions import Instant, db


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as what the database knows, so that a revision stays readable."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, sa.types.TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'"
"""Fail rather than wait for a table that a long query holds (a backup, for one): behind a migration
that waits, every request to that table waits too.
"""


def run(connection: Connection) -> None:
    """Run the revisions that were asked for."""
    context.configure(
        connection=connection,
        target_metadata=all_tables(),
        render_item=render,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(LOCK_TIMEOUT)
        context.run_migrations()


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew: until all is done, rows may point at nothing."""
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
