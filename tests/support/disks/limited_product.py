"""``make run`` where SQLite is told what a full or read-only disk would have it say.

Flags in the folder ``NARROW`` turn it on and off while the product runs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from intake.cli import serve
from tests.support.disks.sqlite_limits import FULL, READ_ONLY, UNBOUNDED, UNFORBIDDEN


def obey_flags(connection: Any, *_: object) -> None:
    """Set both pragmas as the flags say, at each use of a connection."""
    folder = Path(os.environ["NARROW"])
    for flag, on, off in (("full", FULL, UNBOUNDED), ("read-only", READ_ONLY, UNFORBIDDEN)):
        connection.execute(f"PRAGMA {on if (folder / flag).exists() else off}").close()


if __name__ == "__main__":
    event.listen(Pool, "checkout", obey_flags)
    sys.exit(serve.main())
