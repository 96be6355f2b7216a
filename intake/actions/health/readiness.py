"""Find out whether the database can be read and written, and whether this server takes requests."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import SQLAlchemyError

from intake.actions.health.records import key_fault
from intake.actions.health.server import spaces
from intake.database_file import file_of, write_beside
from intake.engines import lacks_standby
from intake.extensions import db, was_refused_lock
from intake.revisions import up_to_date
from intake.settings import Settings
from intake.storage_faults import StorageFault, storage_fault

log = logging.getLogger("intake.health")

LEAST_FREE_BYTES = 64 * 2**20
"""With less free space this server is not ready: what others are sending may still be saved."""

AT_LEAST = 0.02
"""Seconds to wait for the write lock."""

REMEMBERED = 120.0
"""Seconds for which a refused writer makes a write lock that is held now a fault."""

_READ_ONLY = text("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool")

_LEAST_MEMORY = text("SET LOCAL work_mem = '64kB'")
_MORE_ROWS = text("SELECT count(*) FROM generate_series(1, 4000)")
"""More rows than fit into the least memory: PostgreSQL writes them to a temporary file, by default
on the disk of its tables. Every role may do so, and no table or log changes. A full disk of the
log alone ends the server, which is then away."""


def not_ready(settings: Settings) -> Iterator[str]:
    """Yield why no request can be taken, as codes; nothing where the server is ready.

    ``space`` the disk is nearly full · ``database`` it does not answer · ``write`` it cannot be
    written · ``migrations`` its tables are not of this release · ``keys`` there are none, or they
    do not chain to the pin. Nothing is changed.
    """
    if min(space.free for space in spaces(settings)) < LEAST_FREE_BYTES:
        yield "space"
    with _in_time():
        yield from _faults(settings)


@contextmanager
def _in_time() -> Iterator[None]:
    """Have PostgreSQL end each statement after two seconds: a lock or a disk may hold it."""
    session = db.session()

    def begin(_session: object, _transaction: object, connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = '2s'")

    event.listen(session, "after_begin", begin)
    try:
        yield
    finally:
        event.remove(session, "after_begin", begin)


def _faults(settings: Settings) -> Iterator[str]:
    if read_fault():
        yield "database"
        return
    if write_fault():
        yield "write"
    if not up_to_date():
        yield "migrations"
        return
    try:
        lacks_keys = bool(key_fault(settings))
    except SQLAlchemyError as failure:
        log.warning("keys cannot be read", extra={"code": storage_fault(failure)}, exc_info=failure)
        lacks_keys = True
    finally:
        db.session.rollback()
    if lacks_keys:
        yield "keys"


def read_fault() -> str:
    """Return the code of the fault that keeps the database from being read, or nothing."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as failure:
        return storage_fault(failure) or "fault"
    finally:
        db.session.rollback()
    return ""


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
    address, wait = f"file:{quote(str(path))}?mode=rw", max(patience, AT_LEAST)
    with closing(sqlite3.connect(address, uri=True, timeout=wait, isolation_level=None)) as file:
        try:
            file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as failure:
            is_busy = storage_fault(failure) is StorageFault.BUSY
            if not is_busy or patience or was_refused_lock(within=REMEMBERED):
                raise
