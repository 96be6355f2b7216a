"""The command line: each module holds one ``command``, loaded only when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

COMMANDS = (
    "audit",
    "backup",
    "db",
    "demo",
    "doctor",
    "explain",
    "housekeeping",
    "keys",
    "law",
    "outbox",
    "questionnaire",
    "staff",
)


class Commands(AppGroup):
    """The commands of this product, none of which costs the web process anything."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Their names, and those that a library has added, as ``flask --help`` shows them."""
        return sorted({*COMMANDS, *super().list_commands(context)})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of this name, loaded now."""
        if name not in COMMANDS:
            return super().get_command(context, name)
        command: click.Command = import_module(f"intake.cli.{name}").command
        return command


def register(app: Flask) -> None:
    """Give the application its commands, beside those that libraries add."""
    app.cli = Commands(commands=app.cli.commands)
