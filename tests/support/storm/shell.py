"""A shell on the server, in which commands run while the product serves."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.browser.live import ROOT, Live
from tests.support.databases.fixtures import new_postgresql_database
from tests.support.storm.commands import commands, restore, restore_into_use
from tests.support.storm.ledger import Ledger, engine_of
from tests.support.storm.sheets import waiting_sheets
from tests.support.waiting import PATIENCE

KILLED_AFTER = (0.3, 2.5)
"""Seconds after which a command is killed: anywhere between its start and its end."""

RESTORE, RESTORE_INTO_USE = "backup restore", "backup restore into use"
ELSEWHERE = "of-another-machine-0123456789-abcdefghij"
"""The ``SECRET_KEY`` of the machine that backups are restored on."""


@dataclass
class Shell:
    """Run commands beside the product, and note in ``faults`` which ended otherwise than it must.

    ``backups`` has, for each file, the references shown before it was begun. ``sheets`` are two
    recovery sheets, as they are typed.
    """

    live: Live
    folder: Path
    postgresql_server: str = ""
    sheets: str = field(init=False, repr=False)
    faults: list[str] = field(default_factory=list)
    ran: int = 0
    backups: list[tuple[Path, frozenset[str]]] = field(default_factory=list)

    def __post_init__(self):
        self.folder.mkdir()
        self.sheets = waiting_sheets(self.live)
        answers = {"help_types": ["fear_return"], "so_far": ["none"]}
        (self.folder / "answers.json").write_text(json.dumps(answers), "utf-8")

    @property
    def names(self):
        """Return the name of each command that can be performed."""
        return [*commands(folder=self.folder, sheets="", number=0), RESTORE, RESTORE_INTO_USE]

    def perform(self, name, *, shown, chance):
        """Run a command by its name and return what it printed.

        *shown* are the references that people have seen so far.
        """
        if name in (RESTORE, RESTORE_INTO_USE) and not self.backups:
            self.perform("backup create", shown=shown, chance=chance)
        if name == RESTORE:
            return self._restore_elsewhere(*chance.choice(self.backups))
        if name == RESTORE_INTO_USE:
            file, _ = chance.choice(self.backups)
            return self.run(restore_into_use(file, sheets=self.sheets), name)
        command = self._command(name)
        printed = self.run(command, name)
        if name == "backup create":
            self.backups.append((Path(command.words[2]), shown))
        return printed

    def kill(self, name, chance):
        """Run a command and kill it on its way."""
        process = subprocess.Popen(
            _arguments(command := self._command(name)),
            cwd=ROOT,
            env=self._environment(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        with suppress(subprocess.TimeoutExpired):
            process.communicate(command.typed, timeout=chance.uniform(*KILLED_AFTER))
        process.kill()
        process.wait()
        self.ran += 1

    def run(self, command, name):
        """Run a command to its end and return what it printed.

        End it kindly where it works for longer than its patience: there is always another letter.
        The signal ends a command that has just finished its work by itself.
        """
        ends = {command.status}
        process = subprocess.Popen(
            _arguments(command),
            cwd=ROOT,
            env=self._environment(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            printed, _ = process.communicate(command.typed, timeout=command.patience)
        except subprocess.TimeoutExpired:
            process.terminate()
            ends.add(-signal.SIGTERM)
            printed, _ = process.communicate(timeout=PATIENCE)
        self.ran += 1
        if process.returncode not in ends or command.prints not in printed:
            self.faults.append(f"{name} ended with {process.returncode}: {printed[-2000:]}")
        return printed

    def _restore_elsewhere(self, file, shown):
        var = self.folder / f"elsewhere-{self.ran}"
        var.mkdir()
        with _empty_database(var, self.postgresql_server) as database:
            settings = {"VAR": str(var), "DATABASE_URL": database, "SECRET_KEY": ELSEWHERE}
            printed = self.run(restore(file, sheets=self.sheets, settings=settings), RESTORE)
            ledger = Ledger(engine=engine_of(database), readers=0)
            missing = shown - set(ledger.letters().cases)
        self.faults += [f"{reference} is not in a backup made later" for reference in missing]
        return printed

    def _command(self, name):
        number = self.ran
        return commands(folder=self.folder, sheets=self.sheets, number=number)[name]

    def _environment(self, command):
        environ = {"PATH": os.environ["PATH"], "VAR": str(self.live.folder)}
        return environ | {"PORT": str(self.live.port)} | self.live.settings | command.settings


def _arguments(command):
    return [sys.executable, "-m", "flask", "--app", "wsgi", *command.words]


@contextmanager
def _empty_database(folder, postgresql_server):
    """Return the address of a database without tables, beside the one in use."""
    if not postgresql_server:
        yield f"sqlite:///{folder}/intake.db"
        return
    with new_postgresql_database(postgresql_server) as address:
        yield address
