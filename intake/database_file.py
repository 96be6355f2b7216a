"""Notice when the file of an SQLite database is gone, replaced, or cannot be opened.

SQLite keeps writing to a file that was moved or deleted while it was open, and creates an empty
file where there is none. In both cases it would acknowledge transactions that are lost. So only
the commands that begin an installation or restore one create the file (:func:`create_file`).
"""

import errno
import os
import sqlite3
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError, OperationalError

BLOCK = b"\0" * 4096
"""Enough bytes to need a new block of the disk."""

REFUSED_WRITES = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC})
"""Codes that SQLite has for every reason but a full disk: a quota, a limit, a broken disk."""

_IDENTITY, _CAN_WRITE = "file_identity", "can_write"


def file_of(engine: Engine) -> Path | None:
    """Return the file of an SQLite database; ``None`` for one in memory and for a server."""
    path = engine.url.database
    is_file = engine.dialect.name == "sqlite" and path and not path.startswith((":", "file:"))
    return Path(path) if path and is_file else None


def create_file(engine: Engine) -> None:
    """Have SQLite create the file of a database, without content, if there is none.

    Raise ``OperationalError`` with the file system's reason if it cannot.
    """
    if path := file_of(engine):
        try:
            sqlite3.connect(path).close()
        except sqlite3.OperationalError as failure:
            write_beside(path)
            raise OperationalError(None, None, failure) from failure


def watch_file(engine: Engine) -> None:
    """Check at each use of a connection that its open file is the one at its path.

    Otherwise open the file again. Raise ``OperationalError`` if there is no file. If SQLite only
    reports that it cannot open or write the file, raise one with the file system's reason.
    """
    if path := file_of(engine):
        _listen(engine, path)


def find(path: Path) -> None:
    """Raise ``OperationalError`` if there is no file at *path*."""
    try:
        path.stat()
    except OSError as failure:
        raise OperationalError(None, None, failure) from failure


def write_beside(path: Path, *, at: int = 0) -> None:
    """Write one block into a nameless file beside *path*, after *at* bytes that take no room.

    Raise ``OperationalError`` with the file system's reason if it cannot be written.
    """
    try:
        with TemporaryFile(dir=path.parent, buffering=0) as probe:
            probe.seek(at)
            while probe.tell() < at + len(BLOCK):
                probe.write(BLOCK)  # up to a limit, then it fails
    except OSError as failure:
        raise OperationalError(None, None, failure) from failure


def _listen(engine: Engine, path: Path) -> None:
    @event.listens_for(engine, "do_connect")
    def require_file(*_: object) -> None:
        """Keep SQLite from creating the file."""
        find(path)

    @event.listens_for(engine, "connect")
    def remember_identity(_connection: object, record: Any) -> None:
        """Record which file a new connection has opened, and whether it could be written then."""
        record.info[_IDENTITY] = _identity(path)
        record.info[_CAN_WRITE] = os.access(path, os.W_OK)

    @event.listens_for(engine, "checkout")
    def compare_identity(_connection: object, record: Any, _proxy: object) -> None:
        """Invalidate a pooled connection if another file is at the path now.

        Also one that was opened on a read-only disk which can be written again: it can only read.
        """
        if record.info[_IDENTITY] != _identity(path):
            raise DisconnectionError("the database file was moved or replaced")
        if not record.info[_CAN_WRITE] and os.access(path, os.W_OK):
            raise DisconnectionError("the database file can be written again")

    @event.listens_for(engine, "handle_error", retval=True)
    def name_reason(context: ExceptionContext) -> BaseException | None:
        """Return the error to raise in place of SQLite's, which does not tell the reason."""
        code = getattr(context.original_exception, "sqlite_errorcode", 0)
        if code in REFUSED_WRITES:
            return _refusal(path)
        return _reason(path) if code & 0xFF == sqlite3.SQLITE_CANTOPEN else None


def _identity(path: Path) -> tuple[int, int] | None:
    """Return device and inode, which a moved file keeps and another file does not have."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _refusal(path: Path) -> OperationalError | None:
    """Return why the database file or its log cannot grow; ``None`` if a test file can."""
    try:
        write_beside(path, at=max(_length(path), _length(Path(f"{path}-wal"))))
    except OperationalError as refusal:
        return refusal
    return None


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _reason(path: Path) -> OperationalError | None:
    """Return why SQLite cannot open a file: it is missing, or its folder cannot be written.

    In write-ahead mode SQLite has to create a log beside the file even for reading.
    """
    try:
        path.stat()
    except OSError as failure:
        return OperationalError(None, None, failure)
    if os.access(path.parent, os.W_OK):
        return None
    return OperationalError(None, None, OSError(errno.EROFS, os.strerror(errno.EROFS)))
