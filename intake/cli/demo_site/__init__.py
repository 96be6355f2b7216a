"""``make demo-site``: a demonstration that anyone may visit, made anew each hour.

Its database is filled with invented cases in a folder that is deleted afterwards. There is no mail
server: emails become files in that folder. ``.env`` is not read, so that no setting of a real
installation gets in; only the address, languages and the names of an organisation are taken from
the environment.
"""

from __future__ import annotations

import secrets
import signal
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from intake.cli.demo_site.site import make, serve

LASTS = 3600.0
"""Seconds until everything is invented anew."""

PATIENCE = 20.0
"""Seconds in which a server that is asked to end may finish its requests."""

TAKEN = (
    *("HOST", "PORT", "PUBLIC_URL", "TRUSTED_PROXIES", "LANGUAGES", "TIME_ZONE"),
    *("ORGANISATION_NAME", "HELP_PHONE", "LOG_LEVEL", "CASES"),
)
"""Variables of the environment that the demonstration reads."""


def run(environ: Mapping[str, str]) -> int:
    """Make and serve one demonstration after the other, until the process is asked to end."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: over.set())
    with ExitStack() as current:
        while not over.is_set():
            folder = TemporaryDirectory(prefix="intake-demo-")
            settings = settings_for(Path(folder.name), environ)
            making, server = (
                get_context("spawn").Process(target=target, args=(settings,))
                for target in (make, serve)
            )
            making.start()
            making.join()
            current.close()  # the one before, and its folder
            current.enter_context(folder)
            if making.exitcode:
                return 1
            server.start()
            current.callback(_end, server)
            over.wait(LASTS)
    return 0


def settings_for(folder: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of one demonstration, with a secret of its own."""
    taken = {name: environ[name] for name in TAKEN if environ.get(name)}
    own = {"VAR": str(folder), "SECRET_KEY": secrets.token_urlsafe(32)}
    return {"ORGANISATION_NAME": "Invented Example Legal Aid", **taken, **own}


def _end(server: BaseProcess) -> None:
    server.terminate()
    server.join(PATIENCE)
    server.kill()
    server.join()
