"""Make one demonstration: tables, keys, an account for visitors, and invented cases."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from random import SystemRandom

from intake import clock, create_app
from intake.cli import faults_as_sentences, processes
from intake.cli.demo import add_cases
from intake.cli.demo.stories import STORIES
from intake.cli.demo_site.sign_in import SignIn, join, save
from intake.cli.keys import start
from intake.cli.serve import ROOT
from intake.database_file import create_file
from intake.extensions import db, writing
from intake.settings import Settings

CASES = "120"


def make(environ: Mapping[str, str]) -> None:
    """Fill the folder ``VAR``."""
    os.chdir(ROOT)
    os.umask(0o077)
    with faults_as_sentences():
        sign_in = _begin(environ)
        save(sign_in, Path(environ["VAR"]))
        app = create_app(Settings.from_environ(sign_in.pinned(environ)))
        with app.app_context():
            add_cases(int(environ.get("CASES", CASES)), SystemRandom(), STORIES)


def _begin(environ: Mapping[str, str]) -> SignIn:
    """Make tables and keys, and let the visitors' account join."""
    app = create_app(Settings.from_environ(environ))
    with app.app_context():
        from flask_migrate import upgrade

        create_file(db.engine)
        upgrade()
        with writing():
            started = start()
            sign_in = join(
                started.invitation_token,
                installation=started.fingerprint,
                secrets=(environ["SECRET_KEY"],),
                now=clock.now(),
            )
            db.session.commit()
        processes.close_connections()
    return sign_in
