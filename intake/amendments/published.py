"""Keep what members published: the rows in a table, and those that were verified in a file.

Pages read the file alone, which one process of a node writes once it has verified the rows. A row
that does not hold changes nothing; without a file the law, places and texts of the release hold.
"""

import json
import logging
import os
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from intake.amendments.models import PublishedRow
from intake.extensions import fetch
from intake.frozen import declaration
from intake.sealing.published import Published, Signature

FILE = "published.json"
WITHDRAWN = "_withdrawn"
"""The end of the kind of a row that withdraws another, which its content names."""

PENDING = select(PublishedRow.id, PublishedRow.row).where(PublishedRow.n.is_(None))
CHAIN = select(PublishedRow.id, PublishedRow.n, PublishedRow.row).where(PublishedRow.n.is_not(None))
CHAIN = CHAIN.order_by(PublishedRow.n, PublishedRow.id)

logger = logging.getLogger(__name__)


@declaration
class InForce:
    """The rows that were verified, the oldest first. Each one read is equal to itself alone."""

    rows: tuple[Published, ...] = ()

    def changes(self, kind: str) -> list[Published]:
        """Return the changes of a kind that are in force, the latest approved last."""
        gone = {row.content.get("id") for row in self.rows if row.kind == kind + WITHDRAWN}
        return [row for row in self.rows if row.kind == kind and row.id not in gone]

    def withdrawn(self, kind: str) -> list[tuple[Published, Signature | None]]:
        """Return the withdrawn changes of a kind with who withdrew them, the newest first."""
        by_id = {row.id: row for row in self.rows}
        gone = [row for row in reversed(self.rows) if row.kind == kind + WITHDRAWN]
        found = [
            (by_id.get(row.content["id"]) or read_row(row.content.get("row")), row.approved)
            for row in gone
        ]
        return [(row, by) for row, by in found if row]


NOTHING = InForce()
_read: dict[Path, tuple[tuple[int, ...], InForce]] = {}
"""The last reading of each file, by what tells that it was replaced."""


def path() -> Path:
    """Return the file of this node."""
    settings = current_app.config["SETTINGS"]
    return Path(settings.published or settings.var, FILE)


def in_force() -> InForce:
    """Return what the file holds; what it held before if it cannot be read, or nothing."""
    file = path()
    seen, before = _read.get(file, ((), NOTHING))
    try:
        stat = file.stat()
        now = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if now != seen:
            rows = json.loads(file.read_bytes())
            before = InForce(rows=tuple(map(Published.from_json, rows)))
            _read[file] = now, before
    except FileNotFoundError:
        return NOTHING
    except (OSError, ValueError, TypeError) as failure:
        logger.error("published file not readable", extra={"code": type(failure).__name__})
    return before


def write_file(rows: Iterable[Published]) -> None:
    """Replace the file, unless it has more rows by now. Raise ``OSError``."""
    file, rows = path(), tuple(rows)
    if len(in_force().rows) > len(rows):
        return
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, delete=False) as new:
        new.write(b"[%s]" % b",".join(row.to_bytes() for row in rows))
        new.flush()
        os.fsync(new.fileno())
    if current_app.config["SETTINGS"].published:  # the doors run as other users
        Path(new.name).chmod(0o644)
    Path(new.name).replace(file)


def pending(kind: str = "") -> list[Published]:
    """Return the proposals of a kind, or all, the oldest first; unreadable ones are left out."""
    rows = [row for id_, written in fetch(PENDING) if (row := read_row(written, id_))]
    wanted = [row for row in rows if row.proposed and kind in ("", row.kind)]
    return sorted(wanted, key=lambda row: (row.proposed.on if row.proposed else date.max, row.id))


def chain() -> list[tuple[str, Published | None]]:
    """Return the id of each row of the chain, and the row where it can be read as in its place."""
    rows = [(id_, n, read_row(written, id_)) for id_, n, written in fetch(CHAIN)]
    return [(id_, row if row and row.n == n else None) for id_, n, row in rows]


def read_row(written: Any, id_: str | None = None) -> Published | None:
    """Read a row from JSON, its bytes or nothing; ``None`` for what is none, or another's."""
    try:
        content = json.loads(written) if isinstance(written, bytes | str) else written
        row = Published.from_json(content) if content else None
    except (ValueError, TypeError, RecursionError):
        return None
    return row if row and id_ in (None, row.id) else None
