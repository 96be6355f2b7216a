"""The fixture ``disk``: a small disk of a test alone, to be filled up or made read-only.

Root mounts one in memory. Where nothing can be mounted, SQLite is told to take no more pages, or
to write nothing: ``tests/support/disks/limited_product.py`` runs the product so.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

SIZE = "16m"
PIECE = b"\0" * 4096


@dataclass(frozen=True)
class Disk:
    """A folder on a small disk, and how a product with its ``var/`` there is run."""

    folder: Path
    module: str = "intake.cli.serve"

    @property
    def settings(self) -> dict[str, str]:
        """What the product's environment needs beside."""
        return {}

    def fill(self) -> None:
        """Leave no room; SQLite's log has none to use again either."""
        for database in self.folder.glob("*/intake.db"):
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        with pytest.raises(OSError, match="No space left"):
            self._write_junk()

    def free(self) -> None:
        """Make room again."""
        self._junk.unlink()

    def forbid_writing(self) -> None:
        """Make it read-only for whoever opens a file from now on."""
        _run("mount", "--bind", str(self.folder), str(self.folder))
        _run("mount", "-o", "remount,ro,bind", str(self.folder))

    def allow_writing(self) -> None:
        """Take that back."""
        _run("umount", "--lazy", str(self.folder))

    @property
    def _junk(self) -> Path:
        return self.folder / "junk"

    def _write_junk(self) -> None:
        with self._junk.open("wb", buffering=0) as file:
            while True:
                file.write(PIECE)


class NarrowedDisk(Disk):
    """No disk at all: flags beside the folder, which the product's SQLite connections obey."""

    @property
    def settings(self) -> dict[str, str]:
        """Where the flags are."""
        return {"NARROW": str(self.folder)}

    def fill(self) -> None:
        """Let the file take no more pages."""
        self._flag("full").touch()

    def free(self) -> None:
        """Let it grow again."""
        self._flag("full").unlink()

    def forbid_writing(self) -> None:
        """Let nothing be written."""
        self._flag("read-only").touch()

    def allow_writing(self) -> None:
        """Take that back."""
        self._flag("read-only").unlink()

    def _flag(self, name: str) -> Path:
        return self.folder / name


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A small disk of this test alone."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _mounted(folder):
        yield NarrowedDisk(folder, "tests.support.disks.limited_product")
        return
    yield Disk(folder)
    while folder.is_mount():  # twice, where a test ended while it was read-only
        _run("umount", "--lazy", str(folder))


def _mounted(folder: Path) -> bool:
    if not shutil.which("mount"):
        return False
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


def _run(*command: str) -> None:
    subprocess.run(command, capture_output=True, check=True)
