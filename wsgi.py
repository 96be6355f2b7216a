"""The application, as a server and the ``flask`` command find it."""

import os
import sys
from pathlib import Path

import click
from flask import Flask

from intake import create_app, logs
from intake.catalogues import read_catalogues
from intake.cli.alone import commands_alone, show_faults_as_sentences
from intake.core_dumps import forbid_core_dumps
from intake.environment import environment
from intake.settings import Settings, UnsafeSettings

DO_NOT_RESTART = 3
"""Exit status by which Gunicorn, and its unit, know that trying again is no use."""


def load() -> Flask:
    """Return the application; for a command that runs without its settings, the commands alone.

    A server that is refused its settings ends with one sentence.
    """
    os.umask(0o077)  # also for the database, which makes its files itself
    forbid_core_dumps()
    command = click.get_current_context(silent=True)
    environ = dict(os.environ)
    try:
        environ = environment(os.environ, Path(__file__).parent, follow_server=bool(command))
        settings = Settings.from_environ(environ)
        logs.set_up(settings.log_level)
        app = create_app(settings)
    except UnsafeSettings as refusal:
        if command is None:
            sys.stderr.write(f"{refusal}\n")
            sys.exit(DO_NOT_RESTART)
        return commands_alone(command, environ, refusal)
    if command is None:
        read_catalogues(settings.languages)
    else:
        show_faults_as_sentences(command)
    return app


app = load()
