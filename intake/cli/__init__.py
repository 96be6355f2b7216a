"""The command line. Each module holds one ``command``, imported only when it is named."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from sqlite3 import DatabaseError as SqliteError

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

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

NO_DATABASE = "DATABASE_URL names a file that is no SQLite database: name another one."
READ_ONLY = "The database may only be read by this user: change who owns its file and folder."

POSTGRESQL = {"42501": NOT_ALLOWED, "42P01": NO_TABLES, "42703": NO_TABLES, "53100": NO_ROOM}
"""Sentences by the SQLSTATE of a failed statement."""

SQLITE = {
    "no such table": NO_TABLES,
    "no such column": NO_TABLES,
    "disk is full": NO_ROOM,
    "file is not a database": NO_DATABASE,
    "readonly database": READ_ONLY,
}
"""Sentences by what SQLite says of a failed statement."""


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turn a failure of the database or the disk into one sentence, where its cause is known."""
    try:
        yield
    except (DatabaseError, SqliteError, OSError) as failure:
        if not (sentence := _sentence(failure)):
            raise
        raise click.ClickException(sentence) from None


def _sentence(failure: Exception) -> str | None:
    """Return what *failure* means to the person who typed the command, if that is known."""
    for text, sentence in SQLITE.items():
        if text in str(failure):
            return sentence
    below = getattr(failure, "orig", failure)
    if isinstance(below, OSError) and below.errno == errno.ENOSPC:
        return NO_ROOM
    if not isinstance(failure, OperationalError | ProgrammingError):
        return None
    never_connected = failure.statement is None
    return NO_ANSWER if never_connected else POSTGRESQL.get(getattr(below, "sqlstate", ""))


class Commands(AppGroup):
    """The commands of this product. None is imported before it is named."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of our commands and of those that libraries add."""
        return sorted({*COMMANDS, *super().list_commands(context)})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import and return the command of this name."""
        if name not in COMMANDS:
            return super().get_command(context, name)
        command: click.Command = import_module(f"intake.cli.{name}").command
        context.with_resource(refusals_told())
        return command


def register(app: Flask) -> None:
    """Give the application its commands, beside those that libraries add."""
    app.cli = Commands(commands=app.cli.commands)
