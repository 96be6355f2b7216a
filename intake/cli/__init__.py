"""The command line: each module holds one ``command``, loaded only when it is asked for."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from sqlite3 import OperationalError as SqliteError

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

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

NOT_ALLOWED = "This role may not do that in the database: deploy/README.md says which one may."
NO_TABLES = "The tables are not those of this release: run flask db upgrade."
NO_ROOM = "There is no room left on the disk: make room, then do it again."
NO_ANSWER = "The database cannot be reached: look at DATABASE_URL, and whether it runs."

POSTGRESQL = {"42501": NOT_ALLOWED, "42P01": NO_TABLES, "42703": NO_TABLES, "53100": NO_ROOM}
"""What its codes mean to whoever runs a command."""


@contextmanager
def refusals_told() -> Iterator[None]:
    """Say in a sentence why the database or the disk did not do what was asked, where we know."""
    try:
        yield
    except (OperationalError, ProgrammingError, SqliteError, OSError) as failure:
        if not (says := _meaning(failure)):
            raise
        raise click.ClickException(says) from None


def _meaning(failure: Exception) -> str | None:
    says_full = "disk is full" in str(failure)
    below = getattr(failure, "orig", failure)
    if says_full or (isinstance(below, OSError) and below.errno == errno.ENOSPC):
        return NO_ROOM
    if not isinstance(failure, OperationalError | ProgrammingError):
        return None
    if str(failure.orig).startswith("no such "):
        return NO_TABLES
    never_spoke = failure.statement is None
    return NO_ANSWER if never_spoke else POSTGRESQL.get(getattr(failure.orig, "sqlstate", ""))


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
