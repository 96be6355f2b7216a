"""The command line: each module holds one ``command``, loaded only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import ProgrammingError

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


NOT_ALLOWED = "42501"
"""What PostgreSQL says to a role that may not."""


@contextmanager
def refusals_told() -> Iterator[None]:
    """Say in a sentence that this process's role in the database may not do what was asked."""
    try:
        yield
    except ProgrammingError as failure:
        if getattr(failure.orig, "sqlstate", "") != NOT_ALLOWED:
            raise
        raise click.ClickException(
            "This role may not do that in the database: deploy/README.md says which one may."
        ) from None


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
        context.with_resource(refusals_told())
        return command


def register(app: Flask) -> None:
    """Give the application its commands, beside those that libraries add."""
    app.cli = Commands(commands=app.cli.commands)
