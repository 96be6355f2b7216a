"""Run the product with an SQLite that behaves as on a full or a read-only disk.

Flag files in the folder ``DISK_FLAGS`` turn that on and off while the product runs.
"""

import errno
import os
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from intake.cli import serve
from tests.support.disks.sqlite_limits import FULL, READ_ONLY, UNBOUNDED, WRITABLE

READ_ONLY_FLAG = "read-only"


def obey_flags(connection: Any, *_: object):
    """Set both pragmas by the flags, at each use of a connection."""
    folder = Path(os.environ["DISK_FLAGS"])
    for flag, on, off in (("full", FULL, UNBOUNDED), (READ_ONLY_FLAG, READ_ONLY, WRITABLE)):
        connection.execute(f"PRAGMA {on if (folder / flag).exists() else off}").close()


def refuse_files(audit_event: str, arguments: tuple[Any, ...]):
    """Refuse Python to create or change a file of ``VAR`` while the flag *read-only* is set.

    SQLite opens its files in C, where no audit event is raised: the pragmas limit it.
    """
    if audit_event not in {"open", "os.mkdir"}:
        return
    path, _, flags = arguments
    writes = audit_event == "os.mkdir" or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if not writes or not isinstance(path, str | Path):
        return
    is_read_only = (Path(os.environ["DISK_FLAGS"]) / READ_ONLY_FLAG).exists()
    if is_read_only and Path(path).is_relative_to(os.environ["VAR"]):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))


if __name__ == "__main__":
    sys.addaudithook(refuse_files)
    event.listen(Pool, "checkout", obey_flags)
    sys.exit(serve.main())
