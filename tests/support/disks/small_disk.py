"""The fixture ``disk``: a small disk for one test, to be filled up or made read-only.

Root mounts one in memory. Where nothing can be mounted, pragmas limit SQLite instead:
``tests/support/disks/limited_product.py`` runs the product with them.
"""

import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SIZE = "16m"
PIECE = b"\0" * 4096


@dataclass(frozen=True)
class Disk:
    """A folder on a small disk, and the module that runs a product with its ``var/`` there."""

    folder: Path
    module: str = "intake.cli.serve"

    @property
    def settings(self) -> dict[str, str]:
        """Return additional settings for the environment of the product."""
        return {}

    def fill(self):
        """Fill the disk; SQLite's log is emptied first, so that it has no free pages either."""
        for database in self.folder.glob("*/intake.db"):
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        with pytest.raises(OSError, match="No space left"):
            self._write_junk()

    def free(self):
        """Free the space again."""
        self._junk.unlink()

    def forbid_writing(self):
        """Remount read-only: files opened from now on cannot be written."""
        _run("mount", "--bind", str(self.folder), str(self.folder))
        _run("mount", "-o", "remount,ro,bind", str(self.folder))

    def allow_writing(self):
        """Undo :meth:`forbid_writing`."""
        _run("umount", "--lazy", str(self.folder))

    @property
    def _junk(self) -> Path:
        return self.folder / "junk"

    def _write_junk(self):
        with self._junk.open("wb", buffering=0) as file:
            while True:
                file.write(PIECE)


class SimulatedDisk(Disk):
    """A folder with flag files, which the product's SQLite connections obey."""

    @property
    def settings(self) -> dict[str, str]:
        """Return the setting that names the folder of the flags."""
        return {"DISK_FLAGS": str(self.folder)}

    def fill(self):
        """Forbid the database file to grow."""
        self._flag("full").touch()

    def free(self):
        """Allow the database file to grow."""
        self._flag("full").unlink()

    def forbid_writing(self):
        """Forbid all writes."""
        self._flag("read-only").touch()

    def allow_writing(self):
        """Undo :meth:`forbid_writing`."""
        self._flag("read-only").unlink()

    def _flag(self, name: str) -> Path:
        return self.folder / name


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Mount a small disk for this test, or simulate one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _mounted(folder):
        yield SimulatedDisk(folder, "tests.support.disks.limited_product")
        return
    yield Disk(folder)
    while folder.is_mount():  # twice, where a test ended while it was read-only
        _run("umount", "--lazy", str(folder))


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Limit the files that this process writes to *size* bytes."""
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))


def _mounted(folder: Path) -> bool:
    if not shutil.which("mount"):
        return False
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


def _run(*command: str):
    subprocess.run(command, capture_output=True, check=True)
