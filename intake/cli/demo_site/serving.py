"""Serve one demonstration, with a sentence above every page that says so."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from intake import create_app
from intake.catalogues import read_catalogues
from intake.cli import faults_as_sentences, processes
from intake.cli.demo_site.notice import Notice
from intake.cli.demo_site.sign_in import SignIn, load
from intake.cli.serve import ROOT, free_address
from intake.settings import Settings


def serve(environ: Mapping[str, str]) -> None:
    """Serve the folder ``VAR`` until stopped."""
    os.chdir(ROOT)
    os.umask(0o077)
    with faults_as_sentences():
        sign_in = load(Path(environ["VAR"]))
        settings = Settings.from_environ(sign_in.pinned(environ))
        app = with_notice(create_app(settings), sign_in)
        read_catalogues(settings.languages)
        sys.stdout.write(f"A demonstration for one hour: {settings.public_url}\n")
        sys.stdout.flush()
        sys.exit(processes.run(app, address=free_address(settings)))


def with_notice(app: Flask, sign_in: SignIn) -> Flask:
    """Return the application, which now says on each page that it is a demonstration."""
    vars(app)["wsgi_app"] = Notice(app, sign_in)
    return app
