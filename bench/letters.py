"""One worker and a real mail server: how many letters go out in a second."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from typing import Any

from sqlalchemy import func, select

from bench.figures import Figure, Measured
from bench.place import Place
from intake.extensions import db
from intake.outbox.models import OutboxEmail
from tests.support.servers.mail_server import MailServer

SECONDS = 10.0
"""So long at most."""

WARM = 20
"""So many first letters are not counted: before them the worker starts."""


class WorkerEnded(Exception):
    """The worker ended by itself while letters waited."""


class Clocked(MailServer):
    """Takes every letter, and notes when."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    async def handle_DATA(self, *told: Any) -> str:
        self.at.append(time.perf_counter())
        return await super().handle_DATA(*told)


def letters(place: Place, *, plain: Measured) -> Figure:
    """Deliver what waits there with one worker, for some seconds."""
    server, before = Clocked(), _cpu()
    with server:
        _work(place, server)
        size = sum(len(one.content or b"") for one in server.envelopes) / len(server.envelopes)
    cpu = _cpu() - before
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


def _work(place: Place, server: Clocked) -> None:
    mail = {"MAIL_SERVER": server.host, "MAIL_PORT": str(server.port), "MAIL_USE_TLS": "no"}
    told = {**os.environ, **place.told(), **mail, "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "outbox", "work"]
    waiting = _waiting(place)
    with subprocess.Popen(command, env=told, stderr=subprocess.DEVNULL) as worker:
        while len(server.at) < waiting and not (server.at and _since(server.at[0]) > SECONDS):
            time.sleep(0.05)
            if worker.poll() is not None:
                raise WorkerEnded
        worker.terminate()


def _waiting(place: Place) -> int:
    app = place.app()
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(OutboxEmail)) or 0
        db.engine.dispose()
    return found


def _since(moment: float) -> float:
    return time.perf_counter() - moment


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
