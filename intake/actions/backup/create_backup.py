"""Make a backup, sealed to the recovery key, and verify it by restoring it once.

The wraps of case keys go into a second file, which is kept for a short time only: without it, an
old file of rows opens nothing that was erased since. The server holds no key that opens either
file. While it writes them it still has the keys of their streams: with these it reads the files
back from the disk into empty tables, a batch at a time, and compares every row.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from intake.actions.backup.dump_tables import Plan, Tally, dumped, rows_plan, wraps_plan
from intake.actions.backup.load_tables import Damaged
from intake.actions.backup.verify_backup import (
    SeenKeys,
    reloaded_rows,
    reloaded_wraps,
    seen_keys,
)
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.extensions import db
from intake.keys import store as keys
from intake.sealing.at_rest import seal_stream
from intake.sealing.backups import Label, Part, label, outside, read_outside
from intake.sealing.envelope import SealDamaged
from intake.sealing.seal import new_key, seal_to
from intake.sealing.sheets import PAIRS
from intake.sealing.stream_opening import open_stream

PLANS: dict[Part, Callable[[], Plan]] = {Part.ROWS: rows_plan, Part.WRAPS: wraps_plan}


class NotVerified(Exception):
    """The files could not be restored, or gave other rows. No backup was made."""


def create_backup(
    files: dict[Part, Path], *, installation: str, revision: str, today: date
) -> dict[str, int]:
    """Write both files; return the number of rows of each table.

    The caller's transaction gives a consistent view of the tables and takes no lock. The memory
    needed does not grow with the tables. Raise :class:`NotVerified`, ``NoRoomToVerify``,
    ``FileExistsError``, ``UnreadableRow``, or ``UntrustedTeamKey`` if the recovery key is not the
    pinned one. Files of a backup that fails are removed.
    """
    recipient = keys.recovery_recipient(pin=installation)
    sheets = {pair: sheet.sealed for pair in PAIRS if (sheet := keys.recovery_sheet(pair))}
    written = []
    with _only_whole(files) as drafts:
        for part, path in drafts.items():
            about = label(
                part,
                installation=installation,
                revision=revision,
                made_on=today.isoformat(),
                sheets=sheets,
            )
            key, tally = new_key(), Tally()
            sealed = seal_to(recipient, key, context=about.key_place())
            lines = dumped(PLANS[part](), db.session.connection(), tally)
            stream = seal_stream(key, lines, context=about.stream_place())
            _write(path, outside(about, sealed), stream)
            written.append((about, path, key, tally))
        with seen_keys() as seen:
            for about, path, key, tally in written:
                if _reloaded(about, path, key, seen).to_json() != tally.to_json():
                    raise NotVerified
    *_, rows = written[0]
    return {name: count for name, (count, _) in rows.to_json().items()}


def log_backup(*, today: date) -> None:
    """Log that a backup was made."""
    log.record(AuditAct.BACKUP_MADE, on=today)


@contextmanager
def _only_whole(files: dict[Part, Path]) -> Iterator[dict[Part, Path]]:
    """Yield temporary names; rename the files at the end, or remove them after an exception.

    The new names are flushed to the disk, so that they survive a loss of power.
    """
    for path in files.values():
        if path.exists():
            raise FileExistsError
    drafts = {part: path.with_name(f".{path.name}.part") for part, path in files.items()}
    try:
        yield drafts
        for part, path in drafts.items():
            path.rename(files[part])
        for folder in {path.parent for path in files.values()}:
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    finally:
        for path in drafts.values():
            path.unlink(missing_ok=True)


def _write(path: Path, head: bytes, stream: Iterable[bytes]) -> None:
    """Write a file with mode 0600, and flush it to the disk."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        file.write(head)
        for piece in stream:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _reloaded(about: Label, path: Path, key: bytes, seen: SeenKeys) -> Tally:
    """Read a file back, and return the tally of its rows. Raise :class:`NotVerified`."""
    reload = reloaded_rows if about.part is Part.ROWS else reloaded_wraps
    try:
        with path.open("rb") as file:
            read_outside(file)
            content = open_stream(key, file, context=about.stream_place())
            return reload(content, PLANS[about.part](), seen)
    except (SealDamaged, Damaged):
        raise NotVerified from None
