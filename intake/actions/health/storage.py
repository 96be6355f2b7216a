"""Checks of the database, the disk and the files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from intake.actions.health.check import Check, Moment
from intake.database_file import file_of
from intake.extensions import db
from intake.frozen import frozen
from intake.revisions import up_to_date
from intake.settings import Settings
from intake.settings.databases import has_several_hosts
from intake.storage_faults import storage_fault
from intake.upkeep import runs

MIB = 2**20
LOW_BYTES, LOW_PERCENT = 2048 * MIB, 10.0
"""With less free space than either, look soon."""

NEARLY_FULL_BYTES, NEARLY_FULL_PERCENT = 512 * MIB, 2.0
"""With less free space than either, act now."""

INTEGRITY_OLD_AFTER = timedelta(hours=50)
"""SQLite is checked once a night: two nights were missed."""


@frozen
class Space:
    """Free and total bytes of a disk."""

    free: int
    total: int

    @property
    def percent(self) -> float:
        """The free share."""
        return 100 * self.free / self.total if self.total else 0.0


def read_fault() -> str:
    """Return the code of the fault that keeps the database from being read, or nothing."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as failure:
        return storage_fault(failure) or "fault"
    finally:
        db.session.rollback()
    return ""


def check_tables(_moment: Moment) -> Check:
    """Compare the revision of the tables with this release."""
    return Check(code="tables", finding="good" if up_to_date() else "other_release")


def check_standby(moment: Moment) -> Check:
    """Report whether commits wait for a standby, which a ``DATABASE_URL`` of several hosts expects.

    An operator lets the primary work alone after a failure, and may forget to end it.
    """
    if not has_several_hosts(moment.settings.database_url):
        return Check(code="standby", finding="not_needed")
    names = db.session.scalar(text("SELECT current_setting('synchronous_standby_names')"))
    return Check(code="standby", finding="good" if names else "alone")


def check_integrity(moment: Moment) -> Check:
    """Report the last ``quick_check`` of SQLite, or the checksum failures PostgreSQL counted."""
    if db.engine.dialect.name != "sqlite":
        return _checksums()
    if (run := runs.last_run(runs.INTEGRITY)) is None:
        return Check(code="integrity", finding="never")
    age = moment.age_of(run.at)
    finding = "old" if age > INTEGRITY_OLD_AFTER else "good"
    if run.outcome != runs.OK:
        finding = "damaged"
    figures = {"age_seconds": age.total_seconds()}
    return Check(code="integrity", finding=finding, figures=figures, at=run.at)


def check_space(moment: Moment) -> Check:
    """Measure the free space of the disks under ``var/`` and the database file."""
    space = min(spaces(moment.settings), key=_room)
    finding = ("nearly_full", "low", "good")[_room(space)[0]]
    figures = {"free_bytes": float(space.free), "free_percent": space.percent}
    return Check(code="space", finding=finding, figures=figures)


def _room(space: Space) -> tuple[int, int]:
    """Return 0 for a disk that is nearly full, 1 for one with little space, else 2; and the bytes.

    Of two disks, the one with the smaller result is worse.
    """
    if space.free < NEARLY_FULL_BYTES or space.percent < NEARLY_FULL_PERCENT:
        return 0, space.free
    is_low = space.free < LOW_BYTES or space.percent < LOW_PERCENT
    return 1 if is_low else 2, space.free


def spaces(settings: Settings) -> tuple[Space, ...]:
    """Measure the disks of ``var/`` and of an SQLite file."""
    file = file_of(db.engine)
    folders = (settings.var, file.parent) if file else (settings.var,)
    return tuple(_space_of(folder) for folder in folders)


def _space_of(folder: Path) -> Space:
    """Measure the disk of a folder, or of the nearest folder above it that is there."""
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    disk = os.statvfs(folder)
    return Space(free=disk.f_bavail * disk.f_frsize, total=disk.f_blocks * disk.f_frsize)


def check_file_modes(moment: Moment) -> Check:
    """Name the files of the database and of secrets that others than their owner may open."""
    paths = _private_files(moment.settings)
    names = tuple(sorted(path.name for path in paths if _is_open_to_others(path)))
    finding = "open" if names else "good"
    return Check(code="file_modes", finding=finding, names=names, figures={"files": len(names)})


def _checksums() -> Check:
    """Report pages with a wrong checksum, which PostgreSQL counts if checksums are on."""
    failures = db.session.scalar(text("SELECT sum(checksum_failures) FROM pg_stat_database"))
    if failures:
        figures = {"failures": float(failures)}
        return Check(code="integrity", finding="damaged", figures=figures)
    has_checksums = db.session.scalar(text("SELECT current_setting('data_checksums')::bool"))
    return Check(code="integrity", finding="good" if has_checksums else "no_checksums")


def _private_files(settings: Settings) -> Iterator[Path]:
    if path := file_of(db.engine):
        yield from (path.with_name(path.name + end) for end in ("", "-wal", "-shm"))
    yield settings.var / "secret_key"


def _is_open_to_others(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:  # gone or out of reach: the check of the database tells
        return False
    return bool(stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO))
