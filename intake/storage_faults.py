"""Classify faults of the database and the disk: a code for logs, a sentence for operators."""

import errno
import sqlite3
from collections.abc import Iterator
from enum import StrEnum
from types import ModuleType

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from intake.words import table_beside


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


TABLE = table_beside(__file__)
SENTENCES = {StorageFault(code): (row["failed"], row["remedy"]) for code, row in TABLE.items()}
"""What failed and what it means, without a dot; and what an operator does about it."""


def _by(column: str, module: ModuleType, prefix: str = "") -> dict[int, StorageFault]:
    """Return the fault for each number whose name in *module* stands in this column."""
    return {
        getattr(module, prefix + name): StorageFault(code)
        for code, row in TABLE.items()
        for name in row.get(column, ())
    }


_SQLITE = _by("sqlite", sqlite3, "SQLITE_")
_DISK, _DATABASE_FILE = _by("disk", errno), _by("file", errno)
_POSTGRESQL = {
    state: StorageFault(code) for code, row in TABLE.items() for state in row.get("postgresql", ())
}
_BY_TEXT = {"no such ": StorageFault.NO_TABLES, "Could not decode to UTF-8": StorageFault.DAMAGED}
"""By the beginning of the text. The module raises the second for a cell that is no longer text."""


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
    return _SQLITE.get(code) or _SQLITE.get(code & 0xFF)


def _wrapped_fault(failure: DBAPIError) -> StorageFault | None:
    """Classify by SQLSTATE, which is missing if the connection to the server failed."""
    state = getattr(failure.orig, "sqlstate", None)
    if state:
        prefixes = (state, state[:3], state[:2])
        return next((_POSTGRESQL[prefix] for prefix in prefixes if prefix in _POSTGRESQL), None)
    is_psycopg = type(failure.orig).__module__.partition(".")[0] == "psycopg"
    lost = failure.statement is None or failure.connection_invalidated
    return StorageFault.AWAY if is_psycopg and lost else None
