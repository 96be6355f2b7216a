"""Measure the emails per second of one worker with a real mail server."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from typing import Any

from sqlalchemy import func, select

from bench.figures import Figure, OtherLoad, Result
from bench.site import Site
from intake.extensions import db
from intake.outbox.models import OutboxEmail
from tests.support.servers.mail_server import MailServer

SECONDS = 10.0
"""Maximum duration."""

PATIENCE = 120.0
"""Seconds until the first email."""

WARM = 20
"""Number of first emails not counted, while the worker starts."""


class WorkerEnded(Exception):
    """Raised if the worker ends while emails are waiting, or sends none of them."""


class Clocked(MailServer):
    """Accepts every email and records the time."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    async def handle_DATA(self, *arguments: Any) -> str:
        self.at.append(time.perf_counter())
        return await super().handle_DATA(*arguments)


def letters(site: Site, *, plain: Result) -> Figure:
    """Deliver the waiting emails of *site* with one worker, for at most `SECONDS`."""
    server, before = Clocked(), _cpu()
    with server, OtherLoad() as others:
        _work(site, server)
        size = sum(len(envelope.content or b"") for envelope in server.envelopes) / len(
            server.envelopes
        )
    cpu = _cpu() - before
    gaps = sorted(b - a for a, b in zip(server.at[WARM:], server.at[WARM + 1 :], strict=False))
    rate = len(gaps) / sum(gaps)
    return Figure(
        name="a letter through the worker",
        cpu=cpu / len(server.at) * 1000,
        rate=rate,
        ratio=rate / plain.rate,
        p50=gaps[len(gaps) // 2] * 1000,
        p99=gaps[int(len(gaps) * 0.99)] * 1000,
        size=size,
        others=others.share,
        measured=rate,
        target=100,
        unit="/s",
    )


def _work(site: Site, server: Clocked) -> None:
    mail = {"MAIL_SERVER": server.host, "MAIL_PORT": str(server.port), "MAIL_USE_TLS": "no"}
    environ = {**os.environ, **site.environ(), **mail, "LOG_LEVEL": "WARNING", "DIGEST_ABOVE": "0"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "outbox", "work"]
    waiting, started = _waiting(site), time.perf_counter()
    with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as worker:
        while len(server.at) < waiting and not (server.at and _since(server.at[0]) > SECONDS):
            time.sleep(0.05)
            if worker.poll() is not None or not (server.at or _since(started) < PATIENCE):
                worker.terminate()
                raise WorkerEnded
        worker.terminate()


def _waiting(site: Site) -> int:
    app = site.app()
    with app.app_context():
        waiting = db.session.scalar(select(func.count()).select_from(OutboxEmail)) or 0
        db.engine.dispose()
    return waiting


def _since(moment: float) -> float:
    return time.perf_counter() - moment


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
