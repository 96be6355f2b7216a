"""``make demo-site``: a demonstration that anyone may visit, made anew each hour.

Its database is filled with invented cases in a folder that is deleted afterwards. There is no mail
server: emails become files in that folder. ``.env`` is not read, so that no setting of a real
installation gets in; only the address, languages and the names of an organisation are taken from
the environment.
"""

import json
import os
import secrets
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory

from intake import create_app
from intake.catalogues import read_catalogues
from intake.cli import faults_as_sentences, processes
from intake.cli.demo import add_cases
from intake.cli.demo_site.notice import SignIn, join, with_notice
from intake.cli.keys import start
from intake.cli.serve import ROOT, free_address
from intake.database_file import create_file
from intake.extensions import db, saving
from intake.settings import Settings

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


SIGN_IN = "demo_sign_in.json"
"""The file of the folder ``VAR`` with what visitors type."""

CASES = "120"


def make(environ: Mapping[str, str]) -> None:
    """Fill the folder ``VAR``: tables, keys, an account for visitors, and invented cases."""
    _enter()
    with faults_as_sentences():
        with create_app(Settings.from_environ(environ)).app_context():
            from flask_migrate import upgrade

            create_file(db.engine)
            upgrade()
            with saving():
                started, own = start(), (environ["SECRET_KEY"],)
                sign_in = join(
                    started.invitation_token, installation=started.fingerprint, secrets=own
                )
            processes.close_connections()
        Path(environ["VAR"], SIGN_IN).write_text(json.dumps(asdict(sign_in)), "utf-8")
        with create_app(_pinned(sign_in, environ)).app_context():
            add_cases(int(environ.get("CASES", CASES)), SystemRandom())


def serve(environ: Mapping[str, str]) -> None:
    """Serve the folder ``VAR`` until stopped."""
    _enter()
    with faults_as_sentences():
        sign_in = SignIn(**json.loads(Path(environ["VAR"], SIGN_IN).read_text("utf-8")))
        settings = _pinned(sign_in, environ)
        app = with_notice(create_app(settings), sign_in)
        read_catalogues(settings.languages)
        sys.stdout.write(f"A demonstration for one hour: {settings.public_url}\n")
        sys.stdout.flush()
        sys.exit(processes.run(app, address=free_address(settings)))


def _enter() -> None:
    os.chdir(ROOT)
    os.umask(0o077)


def _pinned(sign_in: SignIn, environ: Mapping[str, str]) -> Settings:
    """Return the settings with the pin of these keys."""
    return Settings.from_environ({**environ, "RECOVERY_FINGERPRINT": sign_in.installation})
