"""One worker and a real mail server: how many letters go out in a second."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from typing import Any

from bench.figures import Figure, Measured
from bench.place import Place
from tests.support.mailserver import MailServer

WARM = 20
"""So many first letters are not counted: before them the worker starts."""


class Clocked(MailServer):
    """Takes every letter, and notes when."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    async def handle_DATA(self, *told: Any) -> str:
        self.at.append(time.perf_counter())
        return await super().handle_DATA(*told)


def letters(place: Place, *, plain: Measured) -> Figure:
    """Deliver everything that waits there, with one worker."""
    server = Clocked()
    with server:
        mail = {"MAIL_SERVER": server.host, "MAIL_PORT": str(server.port), "MAIL_USE_TLS": "no"}
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "outbox", "work", "--once"]
        before = _cpu()
        told = {**os.environ, **place.told(), **mail, "LOG_LEVEL": "WARNING"}
        subprocess.run(command, env=told, check=True, stderr=subprocess.DEVNULL)
        cpu = _cpu() - before
        size = sum(len(one.content or b"") for one in server.envelopes) / len(server.envelopes)
    gaps = sorted(b - a for a, b in zip(server.at[WARM:], server.at[WARM + 1 :], strict=False))
    rate = len(gaps) / sum(gaps)
    return Figure(
        name="a letter through the worker",
        rate=rate,
        p50=gaps[len(gaps) // 2] * 1000,
        p99=gaps[int(len(gaps) * 0.99)] * 1000,
        cpu=cpu / len(server.at) * 1000,
        size=size,
        ratio=rate / plain.rate,
        by_cpu=plain.cpu_each / (cpu / len(server.at) * 1000),
        told=rate,
        target=100,
        unit="/s",
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
