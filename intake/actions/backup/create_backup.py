"""Make a backup: sealed to the recovery key, and restored once before it counts as made.

What opens requests and cases goes into a file of its own, to be kept for a short time only: an
old file of rows then opens nothing that was erased since. The server holds no key that opens
either file. While it makes them it still knows the keys of their streams, and with these it reads
back the very bytes on the disk, into an empty database, and compares every row.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from intake.actions.backup.all_tables import all_tables
from intake.actions.backup.dump_tables import Plan, Tally, dumped, rows_plan, wraps_plan
from intake.actions.backup.load_tables import Damaged, load_rows, load_wraps
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.connections import tune_sqlite
from intake.extensions import db
from intake.keys import store as keys
from intake.sealing.backups import Label, Part, label, outside, read_outside
from intake.sealing.envelope import SealBroken
from intake.sealing.recovery import PAIRS
from intake.sealing.seal import new_key, seal_to
from intake.sealing.stream_opening import open_stream
from intake.sealing.streams import seal_stream

PLANS: dict[Part, Callable[[], Plan]] = {Part.ROWS: rows_plan, Part.WRAPS: wraps_plan}
LOADERS: dict[Part, Callable[[Iterable[bytes], Connection], None]] = {
    Part.ROWS: load_rows,
    Part.WRAPS: load_wraps,
}


class NotVerified(Exception):
    """What was written could not be restored, or came out otherwise: no backup was made."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Made:
    label: Label
    path: Path
    key: bytes = field(repr=False)
    tally: Tally


def create_backup(
    files: dict[Part, Path], *, installation: str, revision: str, today: date
) -> dict[str, int]:
    """Write both files; gives how many rows of each table they hold.

    The tables are read in the transaction of the door that called, which sees one moment of them
    and writes nothing, so that nobody waits. Verifying needs as much memory as they are large.
    Raises :class:`NotVerified`, ``FileExistsError``, and ``UntrustedTeamKey`` where the recovery
    key is not the pinned one. Nothing is left of a backup that was not made.
    """
    recipient = keys.recovery_recipient(pin=installation)
    labels = {
        part: label(
            part,
            installation=installation,
            revision=revision,
            made_on=today.isoformat(),
            sheets=_sheets(),
        )
        for part in files
    }
    with _only_whole(files) as drafts:
        made = []
        for part, path in drafts.items():
            key, tally = new_key(), Tally()
            sealed = seal_to(recipient, key, context=labels[part].key_place())
            lines = dumped(PLANS[part](), db.session.connection(), tally)
            _write(
                path,
                labels[part],
                sealed,
                seal_stream(key, lines, context=labels[part].stream_place()),
            )
            made.append(_Made(label=labels[part], path=path, key=key, tally=tally))
        _verify(made)
    return {name: count for name, (count, _) in made[0].tally.to_json().items()}


def write_down(*, today: date) -> None:
    """That a backup was made, once it is."""
    log.record(AuditAct.BACKUP_MADE, on=today)


def _sheets() -> dict[str, bytes]:
    kept = {pair: keys.recovery_sheet(pair) for pair in PAIRS}
    return {pair: sheet.sealed for pair, sheet in kept.items() if sheet is not None}


@contextmanager
def _only_whole(files: dict[Part, Path]) -> Iterator[dict[Part, Path]]:
    """Names to write under; the files get their own when all went well, else they are removed."""
    for path in files.values():
        if path.exists():
            raise FileExistsError
    drafts = {part: path.with_name(f".{path.name}.part") for part, path in files.items()}
    try:
        yield drafts
        for part, path in drafts.items():
            path.rename(files[part])
    finally:
        for path in drafts.values():
            path.unlink(missing_ok=True)


def _write(path: Path, said: Label, sealed_key: bytes, stream: Iterable[bytes]) -> None:
    """For the eyes of the owner only, and on the disk before it is trusted."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        file.write(outside(said, sealed_key))
        for piece in stream:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _verify(made: list[_Made]) -> None:
    with _empty_database() as connection:
        try:
            for one in made:
                with one.path.open("rb") as file:
                    read_outside(file)
                    content = open_stream(one.key, file, context=one.label.stream_place())
                    LOADERS[one.label.part](content, connection)
        except (SealBroken, Damaged):
            raise NotVerified from None
        for one in made:
            again = Tally()
            for _ in dumped(PLANS[one.label.part](), connection, again):
                pass
            if again.to_json() != one.tally.to_json():
                raise NotVerified


@contextmanager
def _empty_database() -> Iterator[Connection]:
    """In memory: what is erased tomorrow must not be left on the disk by a test of today."""
    here: dict[str, Any] = {"check_same_thread": False}
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args=here, hide_parameters=True
    )
    tune_sqlite(engine)
    try:
        all_tables().create_all(engine)
        with engine.connect() as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()
