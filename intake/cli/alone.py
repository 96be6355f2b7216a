"""Commands before the application: help, and the commands that need no database."""

from collections.abc import Mapping
from copy import copy
from typing import NoReturn

import click
from flask import Flask

from intake.cli import Commands, app_context, faults_as_sentences
from intake.settings import Settings, UnsafeSettings

NEED_NO_APPLICATION = ("explain", "languages", "law", "questionnaire")
"""Commands that read only files: the law book, the questionnaire, catalogues, answers."""


class CommandsAlone(Commands):
    """All commands with their help; those that need the database create the application first."""

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import and return the command of this name."""
        command = super().get_command(context, name)
        if command is None or name in NEED_NO_APPLICATION:
            return command
        try:
            context.with_resource(app_context.application())
        except app_context.SettingsRefused:
            return refusing(command)
        return command


def commands_alone(settings: Settings | None, refusal: UnsafeSettings | None = None) -> Flask:
    """Return an application that has only commands.

    It starts in a quarter of the time of the whole application. *refusal* tells why there can be
    no whole one; without *settings*, a command that reads them is refused as well.
    """
    app = Flask("intake", static_folder=None)
    app.config["SETTINGS"] = settings
    if refusal:
        app.config["REFUSAL"] = refusal
    app.cli = CommandsAlone(commands=app.cli.commands)
    return app


def commands_without_secret(environ: Mapping[str, str], refusal: UnsafeSettings) -> Flask:
    """Return the commands alone, with the settings that are valid without ``SECRET_KEY``."""
    try:
        return commands_alone(Settings.from_environ(environ, needs_secret=False), refusal)
    except UnsafeSettings as next_refusal:
        return commands_alone(None, next_refusal)


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
