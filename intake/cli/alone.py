"""Commands without the application: help, and the commands that need no secret or database."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import NoReturn

import click
from flask import Flask

from intake.cli import Commands, app_context, faults_as_sentences
from intake.extensions import babel
from intake.settings import Settings, UnsafeSettings

NEED_NO_APPLICATION = ("explain", "languages", "law", "questionnaire")
"""Commands that read only files: the law book, the questionnaire, catalogues, answers."""


class CommandsAlone(Commands):
    """All commands with their help; those that need the application refuse to run."""

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import and return the command of this name."""
        command = super().get_command(context, name)
        return command if command is None or name in NEED_NO_APPLICATION else refusing(command)


def commands_alone(
    context: click.Context, environ: Mapping[str, str], refusal: UnsafeSettings
) -> Flask:
    """Return an application that has only commands, because its settings were refused.

    Flask looks up and lists commands in the context of a group. In the context of a command that
    runs, such as its own ``run`` or ``db upgrade``, it needs the application itself.
    """
    if not isinstance(context.command, click.Group):
        raise app_context.SettingsRefused(str(refusal))
    app = Flask("intake", static_folder=None)
    app.config.update(REFUSAL=refusal, SETTINGS=None)
    try:
        app.config["SETTINGS"] = Settings.from_environ(environ, needs_secret=False)
    except UnsafeSettings as next_refusal:
        app.config["REFUSAL"] = next_refusal
    babel.init_app(app)
    app.cli = CommandsAlone(commands=app.cli.commands)
    return app


def refusing(command: click.Command) -> click.Command:
    """Return a copy of *command* that shows its help and runs nothing."""
    refused = copy(command)
    if isinstance(refused, click.Group):
        refused.commands = {name: refusing(part) for name, part in refused.commands.items()}
    else:
        refused.callback = _refuse
    return refused


def show_faults_as_sentences(context: click.Context) -> None:
    """Report faults of the database as sentences in commands that libraries add, too."""
    context.find_root().with_resource(faults_as_sentences())


def _refuse(**_parameters: object) -> NoReturn:
    raise app_context.refusal()
