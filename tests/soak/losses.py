"""Reproduce three past losses of requests on each database.

``make soak`` runs it.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event

import pytest
from sqlalchemy import Engine

from tests.support.browser.live import ROOT, Live
from tests.support.storm.browser import GaveUp, Notes, Unexpected
from tests.support.storm.integrity import integrity_faults
from tests.support.storm.ledger import Ledger, engine_of
from tests.support.storm.person import Person, random_answers
from tests.support.storm.processes import end_kindly, kill
from tests.support.storm.shell import Shell

pytest_plugins = ("tests.support.storm.fixtures",)
pytestmark = pytest.mark.timeout(1800)

REQUESTS, AT_ONCE = 18, 3
COMMANDS = ("doctor", "staff list", "outbox work", "housekeeping run")
RESTARTS = 8
DEMO_CASES = 100
CHANCE = Random(1)


def test_eighteen_requests_beside_commands_in_a_second_run(product):
    with product.commands():
        product.send(REQUESTS)
    kill(product.live, "parent", CHANCE)

    product.reckon(REQUESTS)


def test_eighteen_requests_beside_commands_in_two_runs_of_one_folder(product):
    second = Live(product.live.folder, product.live.settings)
    second.start()
    product.notes.other_ports = (second.port,)

    with product.commands():
        product.send(REQUESTS)
    product.notes.other_ports = ()
    second.stop()
    product.send(REQUESTS)
    kill(product.live, "parent", CHANCE)

    product.reckon(2 * REQUESTS)


def test_a_mail_worker_that_is_ended_kindly_and_started_again(product):
    with ThreadPoolExecutor(1) as crowd:
        sending = crowd.submit(product.send, REQUESTS)
        for _ in range(RESTARTS):
            end_kindly(product.live, "mail", CHANCE)
            assert integrity_faults(product.engine) == []
        sending.result()
    kill(product.live, "all", CHANCE)

    product.reckon(REQUESTS)


def test_a_demo_is_filled_in_beside_a_running_product(product):
    product.fill_demo()
    product.send(REQUESTS)
    before = product.file_size

    product.fill_demo()

    assert product.file_size >= before
    product.send(REQUESTS)
    kill(product.live, "parent", CHANCE)
    assert product.file_size >= before
    assert product.ledger.invented == 2 * DEMO_CASES
    product.reckon(2 * REQUESTS)


@dataclass
class Product:
    """A running product, the people who sent a request, and the database seen from outside."""

    live: Live
    shell: Shell
    engine: Engine
    notes: Notes = field(default_factory=Notes)
    people: list[Person] = field(default_factory=list)

    @property
    def file_size(self):
        """The size of an SQLite file in bytes, 0 for another database."""
        file = self.live.folder / "intake.db"
        return file.stat().st_size if file.exists() else 0

    def send(self, count):
        """Send *number* requests, a few of them at the same time."""
        names = [f"Lumo Test-{len(self.people) + number}" for number in range(count)]
        people = [
            Person(self.live.port, self.notes, random_answers(CHANCE, name)) for name in names
        ]
        self.people += people
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            list(crowd.map(self._apply, people))

    @contextmanager
    def commands(self):
        """Run commands one after the other, and all of them at least once, during the block."""
        over = Event()

        def run_until_over():
            rounds = 0
            while rounds == 0 or not over.is_set():
                for name in COMMANDS:
                    self.shell.perform(name, shown=frozenset(), chance=CHANCE)
                rounds += 1

        with ThreadPoolExecutor(1) as shell:
            running = shell.submit(run_until_over)
            try:
                yield
            finally:
                over.set()
            running.result()

    def fill_demo(self):
        """Do what ``make demo`` does."""
        own = {"PATH": os.environ["PATH"], "VAR": str(self.live.folder)}
        for words in (
            ("intake.cli.serve", "prepare"),
            ("flask", "--app", "wsgi", "demo", "load", "--cases", str(DEMO_CASES)),
        ):
            command = [sys.executable, "-m", *words]
            subprocess.run(command, cwd=ROOT, env=own | self.live.settings, check=True)

    def reckon(self, sent):
        """Assert that each reference shown is a case, that no other is, and that all is sound."""
        references = [person.reference for person in self.people if person.reference]
        faults = [*integrity_faults(self.engine), *self.shell.faults, *self.notes.faults]
        faults += self.ledger.faults_of_cases(references)
        assert faults == [], self.live.printed[-4000:]
        assert len(references) == sent

    @property
    def ledger(self):
        """The database as it is read from outside."""
        return Ledger(engine=self.engine, readers=0)

    def _apply(self, person):
        try:
            person.walk()
            person.send()
        except (Unexpected, GaveUp) as fault:
            self.notes.fault(str(fault) or "a journey that did not end")


@pytest.fixture
def product(empty_database, tmp_path, request):
    """The product on this database, in the second run of its folder."""
    live = Live(tmp_path / "var", {"DATABASE_URL": empty_database})
    live.start()
    live.stop()
    live.start()
    yield Product(live, Shell(live, tmp_path / "shell"), engine_of(empty_database))
    live.stop()
