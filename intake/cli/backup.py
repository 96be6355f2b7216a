"""``flask backup``: create and restore backups encrypted to the recovery key."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.actions.backup.create_backup import (
    NoRoomToVerify,
    NotVerified,
    create_backup,
    only_whole,
)
from intake.actions.backup.make_archive import begin_archive, write_archive
from intake.actions.backup.restore_backup import (
    NotEmpty,
    OlderThanKeys,
    OpenedFile,
    OtherInstallation,
    check_files,
    load_backup,
    open_file,
    settle_in,
)
from intake.actions.backup.tables import Damaged, UnreadableRow
from intake.actions.keys.recover import SheetsOpenNothing, accept_epochs
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cli import app_context
from intake.cli.keys import EPOCHS_NOT_SAVED, OF_TEAM, SHEET_FAILURES, typed_sheets
from intake.cli.renewing import unreadable_sentence
from intake.database_file import create_file
from intake.extensions import db, reading_at_one_moment, saving, writing
from intake.keys.store import NoKeysYet
from intake.revisions import is_known, newest
from intake.sealing.backups import NotABackup, Part, read_outside
from intake.sealing.seal import SealBroken
from intake.staff.second_factor import WrongCode
from intake.storage_faults import StorageFault, storage_fault
from intake.upkeep.runs import BACKUP, record_run

command = AppGroup("backup", help="Create and restore backups encrypted to the recovery key.")

A_FILE = click.Path(path_type=Path, dir_okay=False)
WRAPS_LIVE = timedelta(days=14)
"""Age at which a wraps file is removed, and with it the last keys to erased cases."""

PARTIAL_LIVES = timedelta(days=1)
"""Age at which a partial file is removed; a younger one may belong to a running backup."""

OLDER_WRAPS = (
    "The wraps file is older than FILE. Requests received in between cannot be opened and are "
    "erased, and return codes created in between will not work. Continue anyway?"
)


@command.command("create")
@click.argument("file", type=A_FILE)
def create(file: Path) -> None:
    """Write FILE and FILE.wraps, and verify both with a test restore.

    FILE alone cannot open any case: keep it as long as you like. FILE.wraps can, together with two
    recovery sheets: keep the newest, beside FILE or elsewhere. Wraps files in this folder that are
    older than 14 days, and partial files of interrupted backups, are removed.
    """
    if not file.name:
        raise click.UsageError("Enter a file name for FILE.")
    today = app_context.today()
    with reading_at_one_moment(), _failures_as_sentences():
        rows = create_backup(
            {Part.ROWS: file, Part.WRAPS: wraps_of(file)},
            installation=app_context.settings().recovery_fingerprint,
            revision=newest(),
            today=today,
        )
    cases = rows.get("cases", 0)
    click.echo(f"Backup saved as {file} and {wraps_of(file)}: {cases} cases, restore tested.")
    try:
        with saving():
            log.record(AuditAct.BACKUP_MADE, on=today)
            record_run(BACKUP, now=clock.now(), figure=cases)
    except SQLAlchemyError as failure:  # on a full disk, say; the backup is complete
        if (fault := storage_fault(failure)) is None:
            raise
        raise click.ClickException(f"{ONLY_THE_LOG} {fault.sentence}") from None
    if warning := unreadable_sentence():
        click.echo(f"{warning} They cannot be read after a restore of this backup either.")
    _remove_expired(file.parent, today=today)


@command.command("archive")
@click.argument("file", type=A_FILE)
@OF_TEAM
def archive(file: Path, team_name: str) -> None:
    """Write every case of the team to FILE, which two recovery sheets open without this product.

    Asks for two of the three sheets, and for the codes of two attorneys or supervisors, who are
    named in the log. docs/archive-format.md says what FILE holds, and how to open it.
    """
    team, sheets = app_context.chosen_team(team_name), typed_sheets()
    agreed = [
        (click.prompt(f"Email of the {which} member"), click.prompt("Their code, or recovery code"))
        for which in ("first", "second")
    ]
    moment = app_context.moment()
    with _failures_as_sentences(), only_whole({Part.ARCHIVE: file}) as drafts:
        with saving():
            begun = begin_archive(sheets, agreed, moment, team.id)
        with reading_at_one_moment():
            cases, unopened = write_archive(begun, drafts[Part.ARCHIVE], moment)
    click.echo(f"Archive saved as {file}: {cases} cases. Not opened, and named in it: {unopened}.")


@command.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--wraps",
    type=A_FILE,
    help="Newest wraps file, if not FILE.wraps.",
)
def restore(file: Path, wraps: Path | None) -> None:
    """Restore FILE into an empty database; asks for two of the three recovery sheets.

    Cases erased before the wraps file was written stay erased.
    """
    wraps_file = wraps or wraps_of(file)
    if not wraps_file.exists():
        raise click.ClickException(
            f"{wraps_file} is missing. No case can be opened without the newest wraps file: name "
            "it with --wraps."
        )
    sheets = typed_sheets()
    with _failures_as_sentences(), file.open("rb") as rows, wraps_file.open("rb") as keys:
        opened = open_file(rows, *sheets), open_file(keys, *sheets)
        check_files(*opened, pin=app_context.settings().recovery_fingerprint)
        if opened[1].label.made_on < opened[0].label.made_on:
            click.confirm(OLDER_WRAPS, abort=True)
        restored = _load(*opened)
    try:
        accept_epochs(*sheets, opened[0].label.installation)
    except OSError:
        click.echo(EPOCHS_NOT_SAVED, err=True)
    cases, erased = restored
    click.echo(f"{cases} cases restored; {erased} stay erased.")
    click.echo(unreadable_sentence() or "Members can sign in as before.")
    click.echo("Add this line to the configuration of every process:")
    installation = opened[0].label.installation
    click.echo(f"\nRECOVERY_FINGERPRINT={installation}\n")
    settings = app_context.settings()
    pin_file = settings.var / "recovery_fingerprint"
    if settings.loopback and not settings.recovery_fingerprint and not pin_file.exists():
        pin_file.touch(mode=0o600)
        pin_file.write_text(installation, "utf-8")
        click.echo(f"make run reads it from {pin_file}.")


def _remove_expired(folder: Path, *, today: date) -> None:
    """Remove old backup files; name each that cannot be read or removed, after all others."""
    remaining = []
    for path in sorted((*folder.glob("*.wraps"), *folder.glob(".*.part"))):
        try:
            if reason := expiry_of(path, today=today):
                path.unlink()
                click.echo(f"{path} was removed: {reason}.")
        except OSError:
            remaining.append(str(path))
    if remaining:
        raise click.ClickException(f"{ONLY_OLD_FILES} {', '.join(remaining)}")


def wraps_of(file: Path) -> Path:
    """Return the path of the wraps file that belongs to a backup file."""
    return file.with_name(f"{file.name}.wraps")


def expiry_of(path: Path, *, today: date) -> str:
    """Return the reason to remove a backup file, or nothing. Raise ``OSError`` if it is unreadable.

    Old wraps files are removed, and partial files of interrupted backups, since a partial file may
    hold complete wraps. A file that is no backup stays.
    """
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            label, _ = read_outside(file)
    except NotABackup:
        return ""
    made_on = date.fromisoformat(label.made_on)
    if path.suffix == ".part":
        is_over = made_on < today - PARTIAL_LIVES
        return "it is a partial file of an interrupted backup" if is_over else ""
    is_over = label.part is Part.WRAPS and made_on < today - WRAPS_LIVE
    return f"it is a wraps file and older than {WRAPS_LIVE.days} days" if is_over else ""


def _load(rows: OpenedFile, wraps: OpenedFile) -> tuple[int, int]:
    """Load both files and finish the restore: in one transaction, if they are of this schema.

    A restore of an older schema is migrated in between. If it is killed there, it is not finished:
    the next try is told that the database is not empty. Raise `NotABackup`, and `NotEmpty` where
    the tables are those of another release.
    """
    from flask_migrate import upgrade

    if not is_known(rows.label.revision):  # of a newer release, or damaged
        raise NotABackup
    if db.engine.dialect.name == "sqlite" and db.engine.url.database:
        Path(db.engine.url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_file(db.engine)
    if not inspect(db.engine).has_table("alembic_version"):
        upgrade(revision=rows.label.revision)
    revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    db.session.rollback()
    if str(revision) != rows.label.revision:
        raise NotEmpty
    with writing():
        load_backup(rows, wraps)
        if rows.label.revision == newest():
            return _settle()
        db.session.commit()
    upgrade()
    with writing():
        return _settle()


def _settle() -> tuple[int, int]:
    """Erase what must stay erased, and commit."""
    secret, today = app_context.settings().secret_key, app_context.today()
    restored = settle_in(secret=secret, today=today)
    db.session.commit()
    return restored


@contextmanager
def _failures_as_sentences() -> Iterator[None]:
    """End the command with one sentence where the failure is known."""
    with app_context.failures_as_sentences(FAILURES):
        try:
            yield
        except OSError as failure:
            if failure.errno not in FILE_FAULTS:
                raise
            raise click.ClickException(FILE_FAULTS[failure.errno]) from None


ONLY_OLD_FILES = (
    "The backup is complete. But these old files cannot be read or removed: give them to the user "
    "of this process (chown), or delete them."
)
ONLY_THE_LOG = "The backup is complete, but could not be recorded in the audit log."

NO_FOLDER = "FILE or its folder does not exist. Create the folder or mount its disk."
DISK_FULL = "The disk with FILE is full. Free some space, or choose a file on another disk."
TOO_LARGE = "FILE is too large for this disk. Choose a file on another disk, or raise ulimit -f."
NO_RIGHT = "Cannot read or write FILE. Check the owner of its folder and how the disk is mounted."
BROKEN_DISK = "The disk with FILE reports errors. Choose a file on another disk."

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
"""Sentences by ``OSError.errno``. ``FileExistsError`` has its own sentence below."""

FAILURES: dict[type[Exception], str] = {
    WrongCode: "This takes two different attorneys or supervisors of the team, each with a code "
    "that was not used before. Nothing was written.",
    FileExistsError: "A file with this name exists. Backups are never overwritten.",
    OSError: "Cannot read or write a file. Check the folder, its permissions and the disk.",
    NotVerified: "The backup failed its restore test, so it was not kept. Check the disk.",
    NoRoomToVerify: "The restore test found no room for its temporary file, so the backup was not "
    "kept. Free some space in /tmp, or name another folder with TMPDIR.",
    UnreadableRow: StorageFault.DAMAGED.sentence,
    NoKeysYet: "No keys exist yet, so there is nothing to back up.",
    **SHEET_FAILURES,
    NotABackup: "This is not a backup, or it is from a newer release.",
    SheetsOpenNothing: "These sheets belong to different keys, or the file was changed.",
    OtherInstallation: "These files and RECOVERY_FINGERPRINT are not from the same installation.",
    OlderThanKeys: "FILE is older than the team's keys. Use a backup made after them.",
    NotEmpty: "This database is not empty. Restore into an empty one. If an earlier try to restore "
    "was interrupted, empty it first: docs/handbook/operators/backups.md says how.",
    SealBroken: "The file is damaged or incomplete. Nothing was restored.",
    Damaged: "The file is damaged or incomplete. Nothing was restored.",
}
