"""Classify faults of the database and the disk: a code for logs, a sentence for operators."""

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoFreeConnection


class StorageFault(StrEnum):
    """A reason why reading or writing fails. The value is the code in logs and alarms."""

    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    NO_STANDBY = "no_standby"
    MISSING = "missing"
    DAMAGED = "damaged"
    AWAY = "away"
    BUSY = "busy"
    NOT_ALLOWED = "not_allowed"
    NO_TABLES = "no_tables"

    @property
    def sentence(self) -> str:
        """Return the text for operators: what failed, what it means and what to do."""
        return ". ".join(SENTENCES[self])


class NoStandby(SQLAlchemyError):
    """A commit was not begun, because no standby is connected that would confirm it."""


SENTENCES: Mapping[StorageFault, tuple[str, str]] = MappingProxyType(
    {
        StorageFault.DISK_FULL: (
            "The disk is full, so nothing can be saved",
            "Free some space, then try again.",
        ),
        StorageFault.READ_ONLY: (
            "The database or the disk is read-only, so nothing can be saved",
            "Check how the disk is mounted, who owns the folder, and whether this is a standby.",
        ),
        StorageFault.NO_STANDBY: (
            "The database waits for its standby, and none is connected: nothing can be saved",
            "Start the standby, or let the primary work alone: deploy/several-nodes.md says how.",
        ),
        StorageFault.MISSING: (
            "The database is not where DATABASE_URL says",
            (
                "Mount or restore its folder. A running server recovers by itself once it is back. "
                "For a new server, run flask db upgrade."
            ),
        ),
        StorageFault.DAMAGED: (
            "The database is damaged, or DATABASE_URL names a file that is not an SQLite database",
            (
                "Stop the server, copy the database as it is, check the disk, then restore the "
                "last backup."
            ),
        ),
        StorageFault.AWAY: (
            "Cannot reach the database",
            "Check DATABASE_URL and that the database is running.",
        ),
        StorageFault.BUSY: (
            (
                "The database is busy: another process locked it for too long, or a migration "
                "changed a table meanwhile"
            ),
            "Try again. If this keeps happening, find the process that holds the lock.",
        ),
        StorageFault.NOT_ALLOWED: (
            "This database role lacks permission",
            "See deploy/README.md for the right one.",
        ),
        StorageFault.NO_TABLES: (
            "The database schema does not match this release",
            "Run flask db upgrade.",
        ),
    }
)
"""What failed and what it means, without a dot; and what an operator does about it."""

_SQLITE = {
    sqlite3.SQLITE_FULL: StorageFault.DISK_FULL,
    sqlite3.SQLITE_READONLY: StorageFault.READ_ONLY,
    sqlite3.SQLITE_PERM: StorageFault.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: StorageFault.MISSING,
    sqlite3.SQLITE_CORRUPT: StorageFault.DAMAGED,
    sqlite3.SQLITE_NOTADB: StorageFault.DAMAGED,
    sqlite3.SQLITE_IOERR: StorageFault.DAMAGED,
    sqlite3.SQLITE_BUSY: StorageFault.BUSY,
    sqlite3.SQLITE_LOCKED: StorageFault.BUSY,
    sqlite3.SQLITE_PROTOCOL: StorageFault.BUSY,
}
"""By primary result code, https://www.sqlite.org/rescode.html."""

_SQLITE_EXTENDED = {
    sqlite3.SQLITE_IOERR_SHMSIZE: StorageFault.DISK_FULL,
    sqlite3.SQLITE_READONLY_DBMOVED: StorageFault.MISSING,
}
"""Extended result codes whose meaning differs from that of their primary code."""

_BY_TEXT = {"no such ": StorageFault.NO_TABLES, "Could not decode to UTF-8": StorageFault.DAMAGED}
"""By the beginning of the text. The module raises the second for a cell that is no longer text."""

_POSTGRESQL = {
    "08": StorageFault.AWAY,
    "25006": StorageFault.READ_ONLY,
    "28": StorageFault.NOT_ALLOWED,
    "3D000": StorageFault.MISSING,
    "40": StorageFault.BUSY,
    "42501": StorageFault.NOT_ALLOWED,
    "42703": StorageFault.NO_TABLES,
    "42804": StorageFault.BUSY,  # a migration added a column while a function waited for the table
    "42883": StorageFault.NO_TABLES,
    "42P01": StorageFault.NO_TABLES,
    "53": StorageFault.BUSY,
    "53100": StorageFault.DISK_FULL,
    "55P03": StorageFault.BUSY,
    "57014": StorageFault.BUSY,
    "57P": StorageFault.AWAY,
    "58": StorageFault.DAMAGED,
    "58P01": StorageFault.MISSING,
    "XX001": StorageFault.DAMAGED,
    "XX002": StorageFault.DAMAGED,
}
"""By SQLSTATE or its beginning, https://www.postgresql.org/docs/current/errcodes-appendix.html."""

_DISK = {
    errno.ENOSPC: StorageFault.DISK_FULL,
    errno.EDQUOT: StorageFault.DISK_FULL,
    errno.EFBIG: StorageFault.DISK_FULL,
    errno.EROFS: StorageFault.READ_ONLY,
    errno.EIO: StorageFault.DAMAGED,
}
"""By the number of an ``OSError`` about any file."""

_DATABASE_FILE = {
    errno.ENOENT: StorageFault.MISSING,
    errno.ENOTDIR: StorageFault.MISSING,
    errno.ESTALE: StorageFault.MISSING,
    errno.ENODEV: StorageFault.MISSING,
    errno.EACCES: StorageFault.READ_ONLY,
    errno.EPERM: StorageFault.READ_ONLY,
}
"""By the number of an ``OSError`` about the database's own file."""


def storage_fault(failure: BaseException) -> StorageFault | None:
    """Return the fault that caused *failure*, or ``None`` if it is no fault of the storage.

    Examine the exception, the driver's exception that SQLAlchemy wraps (``orig``), and the
    explicit causes of both. A missing file or a refused permission counts only if SQLAlchemy
    wraps the ``OSError``, because otherwise it may be about any file.
    """
    of_database = False
    for link in _chain(failure):
        of_database = of_database or isinstance(link, SQLAlchemyError)
        if fault := _fault_of(link, of_database=of_database):
            return fault
    return None


def fault_code(failure: BaseException) -> str:
    """Return the code of *failure* for a log line: that of its fault, or the name of its class."""
    return storage_fault(failure) or type(failure).__name__


def _chain(failure: BaseException) -> Iterator[BaseException]:
    """Yield the exception, the one that it wraps, and their causes, each once."""
    seen: set[int] = set()
    links: list[BaseException | None] = [failure]
    while links:
        link = links.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        links += [link.__cause__, getattr(link, "orig", None)]


def _fault_of(link: BaseException, *, of_database: bool) -> StorageFault | None:
    if isinstance(link, sqlite3.Error):
        return _sqlite_fault(link)
    if isinstance(link, OSError):
        return _DISK.get(link.errno or 0) or (
            _DATABASE_FILE.get(link.errno or 0) if of_database else None
        )
    if isinstance(link, NoStandby):
        return StorageFault.NO_STANDBY
    if isinstance(link, NoFreeConnection):
        return StorageFault.BUSY
    if isinstance(link, DBAPIError):
        return _wrapped_fault(link)
    return None


def _sqlite_fault(failure: sqlite3.Error) -> StorageFault | None:
    """Classify by result code; by text if the module raised the error itself, without a code."""
    code = getattr(failure, "sqlite_errorcode", None)
    if code is None or code == sqlite3.SQLITE_ERROR:
        faults = (_BY_TEXT[text] for text in _BY_TEXT if str(failure).startswith(text))
        return next(faults, None)
    return _SQLITE_EXTENDED.get(code) or _SQLITE.get(code & 0xFF)


def _wrapped_fault(failure: DBAPIError) -> StorageFault | None:
    """Classify by SQLSTATE, which is missing if the connection to the server failed."""
    state = getattr(failure.orig, "sqlstate", None)
    if state:
        prefixes = (state, state[:3], state[:2])
        return next((_POSTGRESQL[prefix] for prefix in prefixes if prefix in _POSTGRESQL), None)
    is_psycopg = type(failure.orig).__module__.partition(".")[0] == "psycopg"
    lost = failure.statement is None or failure.connection_invalidated
    return StorageFault.AWAY if is_psycopg and lost else None
