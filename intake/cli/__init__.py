"""The command line: each module holds one ``command``, loaded only when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

COMMANDS = (
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

    def list_commands(self, _context: click.Context) -> list[str]:
        """Their names, as ``flask --help`` shows them."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command of this name, loaded now."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"intake.cli.{name}").command
        return command


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli = Commands()
