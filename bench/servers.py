"""Start and stop the servers of a run, and read their cost from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 30.0
MEBIBYTE = 1024 * 1024
MEMORY = {"MALLOC_ARENA_MAX": "2", "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0"}
"""Settings of the C library as in ``Makefile`` and ``deploy``."""


class NotServing(Exception):
    """Raised if a server does not answer in time."""


class Server:
    """A web server in its own processes, whose cost is read from ``/proc``."""

    def __init__(self, name: str, environ: Mapping[str, str], *, port: int) -> None:
        self.name, self.host, self.port = name, "127.0.0.1", port
        self.environ = environment_with(environ)
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "bench.serve", self.name, str(self.port)]
        self.process = subprocess.Popen(command, env=self.environ)
        wait_for(self.port)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)

    @property
    def workers(self) -> list[int]:
        """Return the ids of the worker processes."""
        return children_of(self.process.pid)

    def cpu(self) -> float:
        """Return the seconds of processor time that the workers have used so far."""
        return sum(cpu_of(pid) for pid in self.workers)

    def exact_cpu(self) -> float:
        """Return the seconds that the threads which exist now have run, to the microsecond."""
        threads = (task for pid in self.workers for task in Path(f"/proc/{pid}/task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in threads) / 1e9

    def memory(self) -> float:
        """Return the MiB of the largest worker, shared memory included."""
        return max(memory_of(pid) for pid in self.workers)


def environment_with(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process as in ``deploy``, with compiled files."""
    environ = {**os.environ, **MEMORY, **settings}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return environ


def wait_for(port: int) -> None:
    """Wait until a server answers on this port; raise `NotServing` after `PATIENCE` seconds."""
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        if answers(port):
            return
        time.sleep(0.005)
    raise NotServing


def answers(port: int) -> bool:
    """Return true if this port sends an HTTP response of any kind."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(
                b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            )
            return bool(connection.recv(1))
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    """Return the ids of the child processes."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_of(pid: int) -> float:
    """Return the seconds of processor time, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def busy_seconds() -> float:
    """Return the seconds for which the processors worked so far, for all programs together."""
    times = [int(ticks) for ticks in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle, waiting = times[3:5]
    return (sum(times) - idle - waiting) / TICKS


def memory_of(pid: int) -> float:
    """Return the resident memory in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss:")) * 1024 / MEBIBYTE
