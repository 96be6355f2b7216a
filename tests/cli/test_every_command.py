"""The storms run every command of the CLI; a new one must be added to their table."""

from importlib import import_module
from pathlib import Path

import click

from intake.cli import COMMANDS
from tests.support.storm.commands import BY_LIBRARIES, RESTORES, commands


def test_the_storms_run_every_command():
    theirs = {*commands(folder=Path(), sheets="", number=0), *RESTORES}

    assert theirs == {*_names(), *BY_LIBRARIES}, "the table is tests/support/storm/commands.py"


def _names():
    names = set()
    for module in COMMANDS:
        command = import_module(f"intake.cli.{module}").command
        if not isinstance(command, click.Group):
            names.add(module)
        elif module != "db":
            names |= {f"{module} {below}" for below in command.commands}
    return names
