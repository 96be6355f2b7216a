"""The application, as a server and the ``flask`` command find it."""

import gc
import os
import sys
from pathlib import Path

import click
from flask import Flask

from intake import create_app, logs
from intake.cli import alone, app_context
from intake.environment import environment
from intake.running import forbid_core_dumps
from intake.settings import Settings, UnsafeSettings

DO_NOT_RESTART = 3
"""Exit status by which Gunicorn, and its unit, know that trying again is no use."""


def load() -> Flask:
    """Return the application; for a command, only the commands, which create the rest on demand.

    A server that is refused its settings ends with one sentence.
    """
    os.umask(0o077)  # also for the database, which makes its files itself
    forbid_core_dumps()
    context = click.get_current_context(silent=True)
    return for_server() if context is None else for_command(context)


def for_server() -> Flask:
    """Return the application with the catalogues of all languages."""
    from sqlalchemy.orm import configure_mappers

    from intake.catalogues import read_catalogues  # loads Babel
    from intake.cli.processes import keep_for_good

    gc.disable()
    try:
        settings = Settings.from_environ(environment(os.environ, Path(__file__).parent))
        logs.set_up(settings.log_level)
        app = create_app(settings)
    except UnsafeSettings as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(DO_NOT_RESTART)
    read_catalogues(settings.languages)
    configure_mappers()  # once, before the fork, in place of each worker's first query
    keep_for_good()
    return app


def for_command(context: click.Context) -> Flask:
    """Return what a command needs.

    Flask looks up and lists commands in the context of a group. In the context of a command that
    runs, such as its own ``run``, it needs the application itself.
    """
    is_group = isinstance(context.command, click.Group)
    environ = dict(os.environ)
    try:
        environ = environment(os.environ, Path(__file__).parent, follow_server=True)
        settings = Settings.from_environ(environ)
        logs.set_up(settings.log_level)
        if is_group:
            return alone.commands_alone(settings)
        app = create_app(settings)
    except UnsafeSettings as refusal:
        if is_group:
            return alone.commands_without_secret(environ, refusal)
        raise app_context.SettingsRefused(str(refusal)) from None
    alone.show_faults_as_sentences(context)
    return app


app = load()
