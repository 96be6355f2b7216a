"""Make one demonstration, and serve it: each in a process of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from random import SystemRandom

from intake import create_app
from intake.catalogues import read_catalogues
from intake.cli import faults_as_sentences, processes
from intake.cli.demo import add_cases
from intake.cli.demo_site.notice import with_notice
from intake.cli.demo_site.sign_in import SignIn, join
from intake.cli.keys import start
from intake.cli.serve import ROOT, free_address
from intake.database_file import create_file
from intake.extensions import db, writing
from intake.settings import Settings

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
            with writing():
                started, own = start(), (environ["SECRET_KEY"],)
                sign_in = join(
                    started.invitation_token, installation=started.fingerprint, secrets=own
                )
                db.session.commit()
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
