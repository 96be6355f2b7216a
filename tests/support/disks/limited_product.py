"""Run the product with an SQLite that behaves as on a full or a read-only disk.

Flag files in the folder ``DISK_FLAGS`` turn that on and off while the product runs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from intake.cli import serve
from tests.support.disks.sqlite_limits import FULL, READ_ONLY, UNBOUNDED, WRITABLE


def obey_flags(connection: Any, *_: object) -> None:
    """Set both pragmas by the flags, at each use of a connection."""
    folder = Path(os.environ["DISK_FLAGS"])
    for flag, on, off in (("full", FULL, UNBOUNDED), ("read-only", READ_ONLY, WRITABLE)):
        connection.execute(f"PRAGMA {on if (folder / flag).exists() else off}").close()


if __name__ == "__main__":
    event.listen(Pool, "checkout", obey_flags)
    sys.exit(serve.main())
