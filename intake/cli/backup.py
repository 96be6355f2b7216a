"""``flask backup``: everything, sealed to the recovery key; and everything again."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.actions.backup.create_backup import NotVerified, create_backup, write_down
from intake.actions.backup.load_tables import Damaged
from intake.actions.backup.restore_backup import (
    NotEmpty,
    OlderThanKeys,
    OtherInstallation,
    Restored,
    check_files,
    load_backup,
    open_file,
    settle_in,
)
from intake.actions.keys.recover import SheetsOpenNothing
from intake.cli import app_context
from intake.cli.keys import typed_sheets
from intake.cli.renewing import what_cannot_be_read
from intake.extensions import db, writing
from intake.keys.store import NoKeysYet, UntrustedTeamKey
from intake.revisions import newest
from intake.sealing.backups import Label, NotABackup, Part, read_outside
from intake.sealing.envelope import SealBroken
from intake.sealing.recovery import OneSheetTwice
from intake.storage_faults import storage_fault
from intake.upkeep.runs import BACKUP, record_run

command = AppGroup("backup", help="Everything, sealed to the recovery key; and everything again.")

WRAPS_LIVE = timedelta(days=14)
"""So long a file that opens cases is kept: what was erased is gone from backups by then."""

BROKEN_OFF_LIVES = timedelta(days=1)
"""So long what is half written is left alone: another backup may be at it."""

OLDER_WRAPS = (
    "The file of wraps is older than FILE. What came in between opens no more and is erased, and "
    "return codes that were made in between do not work. Go on all the same?"
)


@command.command("create")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def create(file: Path) -> None:
    """Write FILE and FILE.wraps, each verified by restoring it.

    FILE alone opens no case: keep it as long as you like. FILE.wraps opens cases, with two
    recovery sheets: keep the newest, beside FILE or elsewhere. Those of this folder that are older
    than 14 days are removed, and what a backup left there that was broken off.
    """
    if not file.name:
        raise click.UsageError("Give FILE a name.")
    today = app_context.today()
    with _one_moment(), _told_failures():
        rows = create_backup(
            {Part.ROWS: file, Part.WRAPS: wraps_of(file)},
            installation=app_context.settings().recovery_fingerprint,
            revision=newest(),
            today=today,
        )
    click.echo(f"{file} and {wraps_of(file)}: {rows.get('cases', 0)} cases, restored and compared.")
    with _whole_all_the_same(), writing():
        write_down(today=today)
        record_run(BACKUP, now=clock.now(), figure=rows.get("cases", 0))
        db.session.commit()
    with _told_failures():
        for old, why in outlived(file.parent, today=today):
            old.unlink()
            click.echo(f"{old} was removed: {why}.")
    if unread := what_cannot_be_read():
        click.echo(f"{unread} Where this backup is restored, they cannot be read either.")


@command.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--wraps",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The newest file of wraps, if it is not FILE.wraps.",
)
def restore(file: Path, wraps: Path | None) -> None:
    """Put FILE into an empty database; asks for two of the three recovery sheets.

    What was erased before the file of wraps was written stays erased.
    """
    beside = wraps or wraps_of(file)
    if not beside.exists():
        raise click.ClickException(
            f"{beside} is missing. Without the newest file of wraps no case opens: give --wraps."
        )
    sheets = typed_sheets()
    with _told_failures(), file.open("rb") as rows, beside.open("rb") as keys:
        opened = open_file(rows, *sheets), open_file(keys, *sheets)
        check_files(*opened, pin=app_context.settings().recovery_fingerprint)
        if opened[1].label.made_on < opened[0].label.made_on:
            click.confirm(OLDER_WRAPS, abort=True)
        _make_tables(opened[0].label)
        with writing():
            load_backup(*opened)
            db.session.commit()
    _upgrade()
    _say(_settled(), opened[0].label)


def wraps_of(file: Path) -> Path:
    """The file of wraps that is made beside a file of rows."""
    return file.with_name(f"{file.name}.wraps")


def outlived(folder: Path, *, today: date) -> Iterator[tuple[Path, str]]:
    """What lies in a folder for too long, and why it goes: wraps, and what a backup left that was
    broken off, which may be whole wraps. What is none of ours stays.
    """
    for path, said in _backups_in(folder, "*.wraps"):
        if said.part is Part.WRAPS and date.fromisoformat(said.made_on) < today - WRAPS_LIVE:
            yield path, f"it opened cases of more than {WRAPS_LIVE.days} days ago"
    for path, said in _backups_in(folder, ".*.part"):
        if date.fromisoformat(said.made_on) < today - BROKEN_OFF_LIVES:
            yield path, "a backup that was broken off left it"


def _backups_in(folder: Path, like: str) -> Iterator[tuple[Path, Label]]:
    for path in filter(Path.is_file, sorted(folder.glob(like))):
        with suppress(NotABackup):
            with path.open("rb") as file:
                said, _ = read_outside(file)
            yield path, said


def _settled() -> Restored:
    today = app_context.today()
    with writing():
        done = settle_in(secret=app_context.settings().secret_key, today=today)
        db.session.commit()
    return done


@contextmanager
def _one_moment() -> Iterator[None]:
    """All tables as they are at one moment, however long it takes to read them."""
    db.session.rollback()
    if db.engine.dialect.name != "sqlite":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        db.session.rollback()


@contextmanager
def _whole_all_the_same() -> Iterator[None]:
    """Say that the files are whole where only the log could not be written: a disk may be full."""
    try:
        yield
    except SQLAlchemyError as failure:
        if (fault := storage_fault(failure)) is None:
            raise
        raise click.ClickException(f"{ONLY_THE_LOG} {fault.sentence}") from None


@contextmanager
def _told_failures() -> Iterator[None]:
    """End the command with one sentence where the failure is known."""
    try:
        yield
    except tuple(FAILURES) as failure:
        raise click.ClickException(_sentence(failure)) from None


def _sentence(failure: Exception) -> str:
    """Return what failed and what to do, in words for operators."""
    if isinstance(failure, OSError) and failure.errno in FILE_FAULTS:
        return FILE_FAULTS[failure.errno]
    return next(says for kind, says in FAILURES.items() if isinstance(failure, kind))


ONLY_THE_LOG = "The backup is whole, but it could not be written into the audit log."

NO_FOLDER = "FILE or its folder is not there: make the folder, or mount its disk."
DISK_FULL = "The disk with FILE is full: make room on it, or name a file on another disk."
TOO_LARGE = "A file may not grow so large there: name one on another disk, or raise ulimit -f."
NO_RIGHT = "FILE cannot be read or written: look at who owns its folder and how it is mounted."
BROKEN_DISK = "The disk with FILE reports errors: name a file on another disk."

FILE_FAULTS = {
    errno.ENOENT: NO_FOLDER,
    errno.ENOTDIR: NO_FOLDER,
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EFBIG: TOO_LARGE,
    errno.EROFS: NO_RIGHT,
    errno.EACCES: NO_RIGHT,
    errno.EPERM: NO_RIGHT,
    errno.EIO: BROKEN_DISK,
}
"""Sentences by the number of an ``OSError``; a file that exists has none, and its own sentence."""

FAILURES: dict[type[Exception], str] = {
    FileExistsError: "A file of this name exists: backups are not written over.",
    OSError: "A file cannot be read or written: look at its folder, its rights and the disk.",
    NotVerified: "The backup could not be restored, so none was made. Look at the disk.",
    NoKeysYet: "There are no keys yet: there is nothing to back up.",
    UntrustedTeamKey: "RECOVERY_FINGERPRINT is of another key, or a row was changed.",
    NotABackup: "This is no backup, or one of a newer release.",
    OneSheetTwice: "This was the same sheet twice; two are needed.",
    SheetsOpenNothing: "These sheets belong to other keys, or the file was changed.",
    OtherInstallation: "These files, or RECOVERY_FINGERPRINT, are not of one installation.",
    OlderThanKeys: "FILE is older than the keys of the team. Take one that was made after them.",
    NotEmpty: "This database holds something already. Restore into an empty one.",
    SealBroken: "The file is damaged or cut. Nothing was restored.",
    Damaged: "The file is damaged or cut. Nothing was restored.",
}


def _make_tables(said: Label) -> None:
    """The tables as they were when the backup was made, unless they stand already."""
    if said.revision > newest():
        raise NotABackup
    if db.engine.dialect.name == "sqlite" and db.engine.url.database:
        Path(db.engine.url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not inspect(db.engine).has_table("alembic_version"):
        from flask_migrate import upgrade

        upgrade(revision=said.revision)
    stands = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    db.session.rollback()
    if str(stands) != said.revision:
        raise NotEmpty


def _upgrade() -> None:
    from flask_migrate import upgrade

    upgrade()


def _say(done: Restored, said: Label) -> None:
    click.echo(f"{done.cases} cases stand again; {done.erased} stay erased.")
    click.echo(what_cannot_be_read() or "Members sign in as before.")
    click.echo("This belongs into the configuration of every process:")
    click.echo(f"\nRECOVERY_FINGERPRINT={said.installation}\n")
    own = app_context.settings().var / "recovery_fingerprint"
    if (
        app_context.settings().loopback
        and not app_context.settings().recovery_fingerprint
        and not own.exists()
    ):
        own.touch(mode=0o600)
        own.write_text(said.installation, "utf-8")
        click.echo(f"make run finds it in {own}.")
