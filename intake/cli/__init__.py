"""The command line. Each module defines one ``command`` and is imported only when it is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

COMMANDS = (
    "audit",
    "away",
    "backup",
    "db",
    "demo",
    "doctor",
    "explain",
    "housekeeping",
    "keys",
    "languages",
    "law",
    "outbox",
    "published",
    "questionnaire",
    "staff",
)


@contextmanager
def faults_as_sentences() -> Iterator[None]:
    """End a command with one sentence where a fault of the database or the disk is known."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as failure:
        from intake.storage_faults import storage_fault  # loads SQLAlchemy

        if (fault := storage_fault(failure)) is None:
            raise
        raise click.ClickException(fault.sentence) from None


class Commands(AppGroup):
    """The commands of this product, each imported when it is first named."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of our commands and of those that libraries add."""
        return sorted({*COMMANDS, *super().list_commands(context)})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import and return the command of this name."""
        if name not in COMMANDS:
            return super().get_command(context, name)
        command: click.Command = import_module(f"intake.cli.{name}").command
        context.with_resource(faults_as_sentences())
        return command


def register(app: Flask) -> None:
    """Add our commands to those that libraries add."""
    app.cli = Commands(commands=app.cli.commands)
