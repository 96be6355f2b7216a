"""Notice when the file of an SQLite database is gone, replaced, or cannot be opened.

SQLite goes on writing to a file that was moved or deleted while it was open, and makes an empty
one where none is. Either would acknowledge what nobody finds again.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError, OperationalError

_IDENTITY = "file_identity"


def file_of(engine: Engine) -> Path | None:
    """Return the file of an SQLite database; ``None`` in memory and for a server."""
    path = engine.url.database
    is_file = engine.dialect.name == "sqlite" and path and not path.startswith((":", "file:"))
    return Path(path) if path and is_file else None


def watch_file(engine: Engine) -> None:
    """Check at each use of a connection that it still has the file open that stands at its path.

    Otherwise open it anew. Raise ``OperationalError`` where a file that was there is gone, and
    with the file system's reason where SQLite only says that it cannot open the file.
    """
    if path := file_of(engine):
        watch = _Watch(path)
        event.listen(engine, "do_connect", watch.refuse_to_make_another)
        event.listen(engine, "connect", watch.remember_identity)
        event.listen(engine, "checkout", watch.compare_identity)
        event.listen(engine, "handle_error", watch.name_reason, retval=True)


def find(path: Path) -> None:
    """Raise ``OperationalError`` if there is no file at *path*."""
    try:
        path.stat()
    except OSError as failure:
        raise OperationalError(None, None, failure) from failure


class _Watch:
    """The listeners of one engine, and whether its file was ever there."""

    def __init__(self, path: Path) -> None:
        self.path, self.was_there = path, False

    def refuse_to_make_another(self, *_: object) -> None:
        """Let SQLite make a file only where none was before."""
        if self.was_there:
            find(self.path)

    def remember_identity(self, _connection: object, record: Any) -> None:
        """Note which file a new connection has opened."""
        self.was_there = True
        record.info[_IDENTITY] = _identity(self.path)

    def compare_identity(self, _connection: object, record: Any, _proxy: object) -> None:
        """Have the pool replace a connection whose file is another by now."""
        if record.info[_IDENTITY] != _identity(self.path):
            raise DisconnectionError("the database file was moved or replaced")

    def name_reason(self, context: ExceptionContext) -> BaseException | None:
        """Return what is raised in place of "unable to open database file"."""
        code = getattr(context.original_exception, "sqlite_errorcode", 0)
        return _reason(self.path) if code & 0xFF == sqlite3.SQLITE_CANTOPEN else None


def _identity(path: Path) -> tuple[int, int] | None:
    """Return device and inode, which a moved file keeps and another file does not have."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _reason(path: Path) -> OperationalError | None:
    """Return why SQLite cannot open a file: it is not there, or its folder cannot be written.

    In write-ahead mode SQLite must make a log beside the file even to read it.
    """
    try:
        path.stat()
    except OSError as failure:
        return OperationalError(None, None, failure)
    if os.access(path.parent, os.W_OK):
        return None
    return OperationalError(None, None, OSError(errno.EROFS, os.strerror(errno.EROFS)))
