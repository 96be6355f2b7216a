"""The servers of a run: begun, watched from outside, ended."""

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


class NotServing(Exception):
    """A server did not answer in time, or ended by itself."""


class Server:
    """A web server in processes of its own: what they cost is read from ``/proc``."""

    def __init__(self, what: str, told: Mapping[str, str], *, port: int) -> None:
        self.what, self.port = what, port
        self.told = {**os.environ, "MALLOC_ARENA_MAX": "2", **told}  # as the units in deploy say
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "bench.serve", self.what, str(self.port)]
        self.process = subprocess.Popen(command, env=self.told)
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
        """The ids of the processes that answer."""
        return children_of(self.process.pid)

    def cpu(self) -> float:
        """Seconds of processor time that the workers have used so far."""
        return sum(cpu_of(pid) for pid in self.workers)

    def memory(self) -> float:
        """MiB that the largest worker holds, what it shares with the others included."""
        return max(memory_of(pid) for pid in self.workers)


def wait_for(port: int) -> None:
    """Until somebody answers there."""
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        if answers(port):
            return
        time.sleep(0.005)
    raise NotServing


def answers(port: int) -> bool:
    """Whether an HTTP answer comes from this port, whatever it says."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return bool(line.recv(1))
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    """The processes that this one began."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_of(pid: int) -> float:
    """Seconds of processor time, its own and the system's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_of(pid: int) -> float:
    """MiB held in memory."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss:")) * 1024 / MEBIBYTE
