"""Run whole journeys while processes are killed and commands run, then compare the results."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.support.browser.live import Live
from tests.support.storm.browser import GaveUp, Notes, Unexpected
from tests.support.storm.colleague import Colleague
from tests.support.storm.database_files import deleted_files, unlocked_holders
from tests.support.storm.integrity import integrity_faults
from tests.support.storm.ledger import Ledger
from tests.support.storm.mail_server import UnreliableMailServer
from tests.support.storm.person import Person, random_answers
from tests.support.storm.processes import end_kindly, kill
from tests.support.storm.shell import RESTORE, RESTORE_INTO_USE, Shell

KILLS = ("web", "mail", "web", "arbiter", "web", "mail", "parent", "all")
"""The processes killed in eight kills; their order is random."""

KIND = ("mail", "web", "mail")
"""The workers that are ended kindly in eight kills."""

BETWEEN = (0.05, 0.6)
AIMED = (0.0, 0.05)
"""Seconds between the moment a person presses Send, or a letter is offered, and an aimed kill."""

AIM_FOR = 1.5
NO_LETTER_FOR = 240.0
"""Seconds without a letter that goes out, until the rest is given up: longer than a worker waits
for a receipt.
"""

KILLED_COMMANDS = 0.1
"""The share of commands that are killed on their way."""

NEVER_KILLED = {"keys recover", "backup create", RESTORE, RESTORE_INTO_USE}
"""Commands that later ones need, or that need more than their words."""


@dataclass
class Storm:
    """A running product with its mail server and database, and people who apply meanwhile.

    ``missing`` has a sentence for each answer that is not read again, ``unsound`` one for each
    fault of the database's integrity or files.
    """

    live: Live
    post: UnreliableMailServer
    ledger: Ledger
    shell: Shell
    seed: int
    kills: int
    commands: int
    at_once: int = 3
    people: list[Person] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    missing: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    second: Live | None = None

    def run(self):
        """Kill and run commands, let people and letters finish, compare; return the letters."""
        with ThreadPoolExecutor(self.at_once + 1) as crowd:
            walking = [crowd.submit(self._apply_until_over, at) for at in range(self.at_once)]
            commanding = crowd.submit(self._run_commands)
            try:
                self._kill_all()
                commanding.result()
            finally:
                self.over.set()
        _raise_failures(walking)
        self._settle()
        return self._reckon()

    @property
    def faults(self):
        """Return all faults."""
        return [*self.notes.faults, *self.missing, *self.unsound, *self.shell.faults]

    @property
    def summary(self):
        """Return the first faults and the output of the product, for a failed test."""
        return "\n".join([f"seed {self.seed}", *self.faults[:20], self.live.printed[-4000:]])

    @property
    def shown(self):
        """Return the references that people have seen so far."""
        return frozenset(person.reference for person in tuple(self.people) if person.reference)

    @property
    def database_file(self):
        """Return the file of an SQLite database, ``None`` for PostgreSQL."""
        is_file = self.ledger.engine.dialect.name == "sqlite"
        return Path(str(self.ledger.engine.url.database)) if is_file else None

    def _kill_all(self):
        chance = self._chance("kills")
        for number, process in enumerate(_plan(KILLS, self.kills, chance)):
            self.ledger.let_time_pass()
            self.post.go_away() if chance.random() < 0.2 else self.post.come_back()
            self._aim(process, chance)
            kill(self.live, process, chance)
            self._end_a_worker(number, chance)
            self._run_twice(number, chance)
            self._check()
        self._end_second(chance)
        self.post.come_back()

    def _aim(self, process, chance):
        """Wait, often for the moment at which a kill does most harm."""
        time.sleep(chance.uniform(*BETWEEN))
        moment = self.post.busy if process == "mail" else self.notes.sending
        moment.clear()
        if (process == "mail" or chance.random() < 0.5) and moment.wait(AIM_FOR):
            time.sleep(chance.uniform(*AIMED))

    def _end_a_worker(self, number, chance):
        if number % len(KILLS) < len(KIND):
            end_kindly(self.live, KIND[number % len(KIND)], chance)

    def _run_twice(self, number, chance):
        """Serve from a second ``make run`` on the same folder for every other four kills."""
        if number % 8 == 2:
            self.second = Live(self.live.folder, self.live.settings)
            self.second.start()
            self.notes.other_ports = (self.second.port,)
        elif number % 8 == 6:
            self._end_second(chance)

    def _end_second(self, chance):
        """Stop the second ``make run`` by Ctrl-C, or kill its parent."""
        self.notes.other_ports = ()
        if self.second is not None and self.second.process is not None:
            self.second.process.kill() if chance.random() < 0.5 else self.second.stop()
            self.second.process.wait()
        self.second = None

    def _check(self):
        """Look at the files and at the integrity of the database, as after each phase."""
        self.unsound += integrity_faults(self.ledger.engine)
        if self.database_file:
            self.unsound += deleted_files(self.database_file)
            self.unsound += unlocked_holders(self.database_file)

    def _run_commands(self):
        chance = self._chance("commands")
        for name in _plan(self.shell.names, self.commands, chance):
            if self.over.is_set():
                return  # the kills failed
            if name not in NEVER_KILLED and chance.random() < KILLED_COMMANDS:
                self.shell.kill(name, chance)
            else:
                self.shell.perform(name, shown=self.shown, chance=chance)
            self.unsound += integrity_faults(self.ledger.engine)

    def _apply_until_over(self, at):
        chance, number = self._chance(f"crowd {at}"), 0
        while not self.over.is_set():
            number += 1
            name = f"Lumo Test-{at}-{number}"
            person = Person(self.live.port, self.notes, random_answers(chance, name))
            self.people.append(person)
            try:
                _apply(person, chance)
            except (Unexpected, GaveUp) as fault:
                self.notes.fault(str(fault) or f"journey {at}-{number} did not end")

    def _settle(self):
        """Pass time with a calm mail server, until each letter is delivered or parked."""
        self.post.calm = True
        self.post.come_back()
        fewest, until = self.ledger.letters().on_their_way, time.monotonic() + NO_LETTER_FOR
        while fewest and time.monotonic() < until:
            self.ledger.let_time_pass()
            time.sleep(0.3)
            if (on_their_way := self.ledger.letters().on_their_way) < fewest:
                fewest, until = on_their_way, time.monotonic() + NO_LETTER_FOR

    def _reckon(self):
        self._check()
        letters = self.ledger.letters()
        self.notes.faults += letters.faults(self.post.took, self.shown)
        self.notes.faults += self.ledger.faults_of_cases(
            [person.reference for person in self.people]
        )
        self._read_answers()
        return letters

    def _read_answers(self):
        """Read each answer again: of a draft on its check page, of a case at the desk.

        A draft is opened by its return code: the session of a shared device ends after 30 minutes.
        """
        colleague = self._join()
        for person in self.people:
            try:
                if person.reference:
                    page = colleague.case(person.reference)
                else:
                    if person.code:
                        person.return_with_code()
                    person.go("/en/f/check")
                    page = person.page
                self.missing += person.missing_from(page, skipped=not person.reference)
            except (Unexpected, GaveUp) as fault:
                self.missing.append(str(fault) or "a draft that does not open")

    def _join(self):
        """Join as the first member, with the newest link."""
        printed = self.shell.perform("keys recover", shown=self.shown, chance=Random(0))
        (link,) = (word for word in printed.split() if "/desk/invitation/" in word)
        colleague = Colleague(self.live.port, self.notes)
        colleague.join(link, email="wren.testwood@example.org")
        return colleague

    def _chance(self, part):
        return Random(f"{self.seed} {part}")


def _plan(kinds, count, chance):
    """Return *count* items in random order: first each kind once, then each as often as given."""
    plan = chance.sample(different := list(dict.fromkeys(kinds)), len(different))
    while len(plan) < count:
        plan += chance.sample(kinds, len(kinds))
    return plan[:count]


def _raise_failures(walking):
    for journey in walking:
        journey.result()


def _apply(person, chance):
    """Walk one journey: change answers, answer later questions, send, press twice, at random."""
    person.walk()
    for change in range(chance.randrange(3)):
        person.change("name_to_use", f"{person.answers['name_to_use'][0]} {'abc'[change]}")
        person.walk()
    if chance.random() < 0.25:
        person.ask_for_more()
    person.notes.faults += person.missing_from(person.page)
    if chance.random() < 0.7:
        person.send(presses=chance.choice([1, 1, 2, 3]))
