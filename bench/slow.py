"""Measure what others notice while many clients of ``make run`` send half of a body, and wait."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

from bench import asking
from bench.figures import Figure, WrongAnswer
from bench.pages import answer_of
from bench.servers import PATIENCE, environment_with, wait_for
from bench.site import Site

CLIENTS = (80, 300)
TIMES = 20
MOST_MS = 1_000.0
SUCCESS = 200
HALF = (
    b"POST /en/f/1 HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 2000\r\n\r\nfilling_for="
)


def slow_clients(site: Site) -> Iterator[Figure]:
    """Yield the slowest page of another visitor, beside so many half-sent bodies."""
    command = [sys.executable, "-m", "intake.cli.serve"]
    environ = environment_with(site.environ())
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environ, stdout=quiet, stderr=quiet) as process:
        wait_for(site.port)
        for clients in CLIENTS:
            yield _beside(site, clients)
        process.terminate()
        process.wait(PATIENCE)


def _beside(site: Site, clients: int) -> Figure:
    with ExitStack() as connections:
        for _ in range(clients):
            client = connections.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            client.sendall(HALF % site.host.encode())
        slowest = max(_milliseconds(site) for _ in range(TIMES))
    return Figure(
        name=f"a page, beside {clients} half-sent bodies",
        measured=slowest,
        target=MOST_MS,
        unit="ms",
        at_most=True,
    )


def _milliseconds(site: Site) -> float:
    began = time.perf_counter()
    answer = answer_of(site.port, asking.get("/en/", site.host))
    if answer.status != SUCCESS:
        raise WrongAnswer(answer.status)
    return (time.perf_counter() - began) * 1000
