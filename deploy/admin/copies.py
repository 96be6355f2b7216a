"""Backups: make one, copy it to another place, practise with it.

A file that ends in ``.wraps`` opens, with two recovery sheets, also what was erased since. So it
must be gone everywhere after 14 days: ``backup create`` removes it here, and the copy follows.
Wraps of another machine stay: without them its backups open no case.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from deploy.admin.env_files import read_settings
from deploy.admin.flask_commands import SMALL, database_of, flask, flask_output
from deploy.admin.interrupts import interruptible
from deploy.admin.places import Places
from deploy.admin.shell import Failed, run, say, status_of, write

MEMORY = "/run"
"""A folder in memory that root alone can fill, so that nothing reaches a disk."""

RSYNC = ("rsync", "--recursive", "--times", "--chmod=D700,F600", "--exclude=.*", "--timeout=600")
COPIED = ".copied"
"""File beside the backups that names the place of the last good copy, and changed at its time."""

NONE = "There is no backup in {folder}. Run intake-admin backup."
ALONE = "Backups are on this machine alone: name another place in COPY_TO of server.env."
WRAPS_LIVE = timedelta(days=14)
BACKUP_UNITS = {"postgresql": "intake-backup", "sqlite": "intake-all-backup"}


def backup(places: Places) -> Path:
    """Make a backup that was restored once in memory, copy it away, and return its path."""
    run("systemctl", "start", BACKUP_UNITS[database_of(places)])
    newest = newest_backup(places)
    say(f"Backup {newest.name} was made and restored once.")
    copy_backups(places)
    return newest


def copy_backups(places: Places) -> None:
    """Copy all backups to the place in ``COPY_TO``, if there is one, and remember when.

    Each night this is also when what an interrupted restore left is removed.
    """
    remove_trials(places)
    target = place_of_copies(places)
    if not target:
        say(ALONE)
        return
    if problem := place_problem(places, target):
        raise Failed(problem)
    if all(file.name.startswith(".") for file in places.backups.glob("*")):
        raise Failed(NONE.format(folder=places.backups))
    copy_away(places.backups, target)
    copied = places.backups / COPIED
    write(copied, f"{target}\n", mode=0o600)
    copied.touch()
    say(f"Backups were copied to {target}.")


def place_of_copies(places: Places) -> str:
    """Return the folder, or ``host:folder``, to which backups are copied; nothing without one."""
    return read_settings(places, "server").get("COPY_TO", "")


def place_problem(places: Places, target: str) -> str:
    """Return why backups cannot be copied to a folder of this machine, or nothing.

    The folder of a disk that is not mounted is missing, or is on the disk of the backups.
    """
    if _host_of(target):
        return ""
    begin = f"Backups cannot be copied to {target}, because it"
    if not Path(target).is_dir():
        return f"{begin} is not there: mount its disk, or make the folder."
    if Path(target).stat().st_dev == _disk_of(places.backups):
        return (
            f"{begin} is on the same disk as {places.backups} and would be lost with it: mount its"
            " disk, or name another place (--copy-to, or COPY_TO in server.env)."
        )
    return ""


def _disk_of(folder: Path) -> int:
    """Return the number of the disk on which a folder is, or will be when it is made."""
    there = next(path for path in (folder, *folder.parents) if path.is_dir())
    return there.stat().st_dev


def copied_at(places: Places, target: str) -> float | None:
    """Return the time of the last good copy to *target*; nothing if there was none."""
    copied = places.backups / COPIED
    if not copied.is_file() or copied.read_text("utf-8").strip() != target:
        return None
    return copied.stat().st_mtime


def newest_backup(places: Places) -> Path:
    """Return the newest backup that has its wraps beside it."""
    whole = [wraps.with_suffix("") for wraps in places.backups.glob("*.wraps")]
    if not whole:
        raise Failed(NONE.format(folder=places.backups))
    return max(whole, key=lambda file: file.stat().st_mtime)


def copy_away(folder: Path, target: str) -> None:
    """Copy backups to *target*, a folder or ``host:folder``, and remove wraps that are gone here.

    The second run copies nothing and deletes at the target only the wraps of this machine's own
    backups. It is made also if the first failed. Raise `Failed` if one of them failed.
    """
    ends = (f"{folder}/", f"{target}/")
    failed = []
    if status := status_of(*RSYNC, *ends):
        failed.append(f"Backups could not be copied to {target} (rsync ended with {status}).")
    if gone := wraps_let_go(folder):
        only_gone = (f"--include=/{_as_pattern(name)}" for name in gone)
        if status := status_of(*RSYNC, "--delete", *only_gone, "--exclude=*", *ends):
            failed.append(
                f"Old wraps could not be removed at {target} (rsync ended with {status})."
            )
    if failed:
        raise Failed(" ".join((*failed, f"See above. {_what_to_check(target)}")))


def wraps_let_go(folder: Path) -> list[str]:
    """Return the names of wraps that are gone from *folder*, while their backup is still there."""
    names = {file.name for file in folder.iterdir() if not file.name.startswith(".")}
    backups = (name for name in names if not name.endswith(".wraps"))
    return sorted(wraps for name in backups if (wraps := f"{name}.wraps") not in names)


def _what_to_check(target: str) -> str:
    if host := _host_of(target):
        return (
            f"Check first whether {host} can be reached, whether root may log in there by SSH key"
            f" (ssh {host}), and whether its disk is full. Then: intake-admin copy"
        )
    return (
        f"Check first whether the disk of {target} is full (df -h {target}), and whether it can be"
        " written to. Then: intake-admin copy"
    )


def _host_of(target: str) -> str:
    """Return the other machine of ``host:folder``; nothing for a folder of this one."""
    host, colon, _ = target.partition("/")[0].partition(":")
    return host if colon else ""


def _as_pattern(name: str) -> str:
    """Return the pattern of rsync for this name alone.

    To rsync a backslash is an ordinary letter, unless the pattern has a wildcard.
    """
    return re.sub(r"[*?[\\]", r"\\\g<0>", name) if set("*?[") & set(name) else name


def restore_backup(places: Places, file: Path, wraps: Path) -> None:
    """Fill the empty tables from a backup; asks for two recovery sheets.

    The user of a server on SQLite may not read the folders of root, so that it gets copies.
    """
    if database_of(places) != "sqlite":
        flask(places, "backup", "restore", str(file), "--wraps", str(wraps))
        return
    remove_trials(places)
    with _folder_for_a_trial("restore", places.root / "var/lib") as folder:
        copies = [shutil.copy(path, folder / name) for path, name in ((file, "b"), (wraps, "w"))]
        for path in (folder, *copies):
            shutil.chown(path, SMALL)
        flask(places, "backup", "restore", str(copies[0]), "--wraps", str(copies[1]))


@contextmanager
def _folder_for_a_trial(kind: str, parent: Path) -> Iterator[Path]:
    """Make a folder that is removed at the end, also at the end of the terminal."""
    with interruptible():
        folder = Path(mkdtemp(prefix=f"intake-{kind}-", dir=parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def remove_trials(places: Places) -> None:
    """Remove the copies of wraps that a restore left when the machine stopped."""
    for folder in (places.root / "var/lib").glob("intake-restore-*"):
        shutil.rmtree(folder)


def drill(places: Places, file: Path | None, wraps: Path | None) -> None:
    """Restore a backup into a database that is thrown away; asks for two recovery sheets."""
    file = file or newest_backup(places)
    wraps = wraps or file.with_name(f"{file.name}.wraps")
    with _folder_for_a_trial("drill", Path(MEMORY)) as folder:
        env = {
            "DATABASE_URL": f"sqlite:///{folder}/drill.db",
            "VAR": str(folder),
            "PUBLIC_URL": "http://127.0.0.1:8000",
            "SECRET_KEY": secrets.token_urlsafe(32),
            "RECOVERY_FINGERPRINT": read_settings(places, "common").get("RECOVERY_FINGERPRINT", ""),
            "FLASK_SKIP_DOTENV": "1",
        }
        command = (places.code / ".venv/bin/flask", "--app", "wsgi", "backup", "restore", file)
        run(*command, "--wraps", wraps, env=env, cwd=places.code)
    say(f"{file.name} can be restored. The trial was in memory, and is gone.")


def old_wraps(folder: Path, *, now: float) -> list[Path]:
    """Return the wraps files that are older than 14 days by the time they were written."""
    oldest = now - WRAPS_LIVE.total_seconds()
    return sorted(file for file in folder.glob("*.wraps") if file.stat().st_mtime < oldest)


def verify_log(places: Places) -> str:
    """Return the last line of ``flask audit verify``, to be kept elsewhere with the backup."""
    return flask_output(places, "audit", "verify").strip().splitlines()[-1]
