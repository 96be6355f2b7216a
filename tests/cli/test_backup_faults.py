"""A failed backup ends with a sentence that names the reason, and leaves no file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from intake.cli.backup import (
    DISK_FULL,
    NO_FOLDER,
    NO_RIGHT,
    ONLY_OLD_FILES,
    ONLY_THE_LOG,
    TOO_LARGE,
)
from intake.storage_faults import StorageFault
from intake.upkeep.runs import BACKUP, last_run
from tests.support.clients.clicks import engine_of
from tests.support.databases.fixtures import ON_SQLITE
from tests.support.disks import sqlite_limits
from tests.support.disks.small_disk import SimulatedDisk, files_of_at_most

LIMIT = 4_000
"""Bytes, less than the smallest backup."""


@pytest.mark.on_either
def test_a_full_disk_is_named(app, started, disk):
    """Without the right to mount a disk, a limit on the size of files takes its place."""
    if isinstance(disk, SimulatedDisk):
        with files_of_at_most(LIMIT):
            result, sentence = backup(app, disk.folder / "monday"), TOO_LARGE
    else:
        disk.fill()
        result, sentence = backup(app, disk.folder / "monday"), DISK_FULL
        disk.free()

    assert (result.exit_code, result.output) == (1, f"Error: {sentence}\n")
    assert list(disk.folder.iterdir()) == []


@pytest.mark.on_either
def test_a_limit_on_files_is_named(app, started, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()

    with files_of_at_most(LIMIT):
        result = backup(app, folder / "monday")

    assert (result.exit_code, result.output) == (1, f"Error: {TOO_LARGE}\n")
    assert list(folder.iterdir()) == []


@pytest.mark.on_either
def test_a_folder_that_may_not_be_written_is_named(app, started, disk):
    """Even root cannot write to a read-only disk or to ``/sys``."""
    folder = Path("/sys") if isinstance(disk, SimulatedDisk) else disk.folder
    disk.forbid_writing()

    result = backup(app, folder / "monday")

    disk.allow_writing()
    assert (result.exit_code, result.output) == (1, f"Error: {NO_RIGHT}\n")


@pytest.mark.on_either
@pytest.mark.parametrize("name", ["nowhere/monday", "file/monday"])
def test_a_folder_that_is_not_there_is_named(app, started, tmp_path, name):
    (tmp_path / "file").touch()

    result = backup(app, tmp_path / name)

    assert (result.exit_code, result.output) == (1, f"Error: {NO_FOLDER}\n")


@ON_SQLITE
def test_a_backup_is_made_though_the_database_cannot_be_written(app, started, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()

    with sqlite_limits.read_only(engine_of(app)):
        result = backup(app, folder / "monday")

    assert result.exit_code == 1
    assert "restore tested" in result.output
    assert result.output.endswith(f"Error: {ONLY_THE_LOG} {StorageFault.READ_ONLY.sentence}\n")
    assert {file.name for file in folder.iterdir()} == {"monday", "monday.wraps"}


def test_an_old_file_that_cannot_be_read_is_named_after_the_backup(app, started, tmp_path):
    """The memory of a process cannot be read at its start, even by root."""
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "sunday.wraps").symlink_to("/proc/self/mem")

    result = backup(app, folder / "monday")

    assert result.exit_code == 1
    assert "restore tested" in result.output
    assert result.output.endswith(f"Error: {ONLY_OLD_FILES} {folder}/sunday.wraps\n")
    with app.app_context():
        assert last_run(BACKUP) is not None


@ON_SQLITE
@pytest.mark.parametrize(
    "damage", ["name = CAST(x'4c756d6fff' AS TEXT)", "keys_due_since = '2026-Lumo'"]
)
def test_a_damaged_row_is_named_without_what_it_says(app, started, tmp_path, damage):
    folder = tmp_path / "backups"
    folder.mkdir()
    with closing(sqlite3.connect(tmp_path / "intake.db")) as connection, connection:
        connection.execute(f"UPDATE teams SET {damage}")

    result = backup(app, folder / "monday")

    assert (result.exit_code, result.output) == (1, f"Error: {StorageFault.DAMAGED.sentence}\n")
    assert list(folder.iterdir()) == []


def backup(app, file):
    """Run the command."""
    return app.test_cli_runner().invoke(args=["backup", "create", str(file)])
