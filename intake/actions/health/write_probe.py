"""Find out whether the database can be written, without changing anything in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic
from urllib.parse import quote

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from intake.connections import lacks_standby
from intake.database_file import file_of, write_beside
from intake.extensions import db, was_refused_lock
from intake.storage_faults import StorageFault, storage_fault

PATIENCE = 0.02
"""Seconds to wait for the write lock at each try."""

REMEMBERED = 120.0
"""Seconds for which a refused writer makes a write lock that is held now a fault."""

_READ_ONLY = text("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool")

_LEAST_MEMORY = text("SET LOCAL work_mem = '64kB'")
_MORE_ROWS = text("SELECT count(*) FROM generate_series(1, 4000)")
"""More rows than fit into the least memory: PostgreSQL writes them to a temporary file, by default
on the disk of its tables. Every role may do so, and no table or log changes. A full disk of the
log alone ends the server, which is then away."""


def write_fault(*, patience: float = 0.0) -> str:
    """Return the code of the fault that keeps the database from being written, or nothing.

    A code of :class:`StorageFault`, or ``fault`` where the failure is none of those. SQLite is
    asked for its write lock over a fresh connection, so that a file that is gone is noticed, and a
    nameless file beside it takes one block. A lock that another writer holds is a fault if it is
    held for *patience* seconds, or if a writer of this process was lately refused it.
    PostgreSQL says whether it is a standby or read-only, or waits for a standby that is not
    connected, and spills rows to a temporary file on its disk.
    """
    try:
        if db.engine.dialect.name != "sqlite":
            return _of_postgresql()
        if path := file_of(db.engine):
            _try_write_lock(path, patience)
            write_beside(path)
    except (SQLAlchemyError, sqlite3.Error) as failure:
        return storage_fault(failure) or "fault"
    return ""


def _of_postgresql() -> str:
    try:
        if db.session.scalar(_READ_ONLY):
            return StorageFault.READ_ONLY
        if lacks_standby(db.session.connection()):
            return StorageFault.NO_STANDBY
        db.session.execute(_LEAST_MEMORY)
        db.session.execute(_MORE_ROWS)
        return ""
    finally:
        db.session.rollback()


def _try_write_lock(path: Path, patience: float) -> None:
    """Take the write lock and release it. Raise ``sqlite3.OperationalError`` if it is stuck."""
    address = f"file:{quote(str(path))}?mode=rw"
    until = monotonic() + patience
    connection = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
    with closing(connection):
        while failure := _busy(connection):
            if monotonic() >= until:
                if patience or was_refused_lock(within=REMEMBERED):
                    raise failure
                return


def _busy(connection: sqlite3.Connection) -> sqlite3.OperationalError | None:
    """Return the failure if another writer holds the lock now."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as failure:
        if storage_fault(failure) is not StorageFault.BUSY:
            raise
        return failure
    connection.execute("ROLLBACK")
    return None
