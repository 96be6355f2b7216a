"""``make demo-site``: a demonstration that anyone may visit, made anew each hour.

Its database is filled with invented cases in a folder that is deleted afterwards. There is no mail
server: emails become files in that folder. ``.env`` is not read, so that no setting of a real
installation gets in; only the address, languages and the names of an organisation are taken from
the environment.
"""

from __future__ import annotations

import secrets
import shutil
import signal
import threading
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp

from intake.cli.demo_site.making import make
from intake.cli.demo_site.serving import serve

LASTS = 3600.0
"""Seconds until everything is invented anew."""

PATIENCE = 20.0
"""Seconds in which a server that is asked to end may finish its requests."""

TAKEN = (
    *("HOST", "PORT", "PUBLIC_URL", "TRUSTED_PROXIES", "LANGUAGES", "TIME_ZONE"),
    *("ORGANISATION_NAME", "HELP_PHONE", "LOG_LEVEL", "CASES"),
)
"""Variables of the environment that the demonstration reads."""


class Demonstration:
    """One hour: a folder of its own, filled on creation, and the server of this folder."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.folder = Path(mkdtemp(prefix="intake-demo-"))
        settings = settings_for(self.folder, environ)
        self.making, self.server = (
            get_context("spawn").Process(target=target, args=(settings,))
            for target in (make, serve)
        )

    def make(self) -> bool:
        """Fill the folder; return whether that succeeded."""
        self.making.start()
        self.making.join()
        return self.making.exitcode == 0

    def end(self) -> None:
        """Stop the server, and delete the folder."""
        if self.server.pid is not None:
            self.server.terminate()
            self.server.join(PATIENCE)
            self.server.kill()
            self.server.join()
        shutil.rmtree(self.folder)


def run(environ: Mapping[str, str]) -> int:
    """Make and serve one demonstration after the other, until the process is asked to end."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: over.set())
    current: Demonstration | None = None
    try:
        while not over.is_set():
            older, current = current, Demonstration(environ)
            is_made = current.make()
            if older is not None:
                older.end()
            if not is_made:
                return 1
            current.server.start()
            over.wait(LASTS)
    finally:
        if current is not None:
            current.end()
    return 0


def settings_for(folder: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of one demonstration, with a secret of its own."""
    taken = {name: environ[name] for name in TAKEN if environ.get(name)}
    own = {"VAR": str(folder), "SECRET_KEY": secrets.token_urlsafe(32)}
    return {"ORGANISATION_NAME": "Invented Example Legal Aid", **taken, **own}
