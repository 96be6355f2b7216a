"""A running product whose processes are all watched while commands run beside it."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.support.browser.live import Live
from tests.support.storm.browser import Notes
from tests.support.storm.colleague import Colleague
from tests.support.storm.commands import Command
from tests.support.storm.database_files import deleted_files, holders, unlocked_holders
from tests.support.storm.integrity import integrity_faults
from tests.support.storm.ledger import Ledger, engine_of
from tests.support.storm.person import Person, random_answers
from tests.support.storm.processes import end_kindly, kill
from tests.support.storm.shell import Shell

FIRST_MEMBER, HELPER = "wren.testwood@example.org", "gull.testwood@example.org"
CHANCE = Random(1)


@dataclass
class Served:
    """A running product whose processes are all watched, and a shell beside it."""

    live: Live
    shell: Shell
    report: Path
    notes: Notes = field(default_factory=Notes)
    people: list[Person] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)

    @property
    def database(self):
        return self.live.folder / "intake.db"

    @property
    def faults(self):
        return [*self.shell.faults, *self.notes.faults]

    @property
    def reported(self):
        """Return the reports of code that touches the files of the database."""
        return self.report.read_text("utf-8") if self.report.exists() else ""

    @property
    def shown(self):
        """Return the references that were shown so far."""
        return frozenset(person.reference for person in self.people if person.reference)

    @property
    def cases(self):
        """Return the references of all cases in the database."""
        return set(Ledger(engine=self._engine, readers=0).letters().cases)

    def survive(self, names):
        """Run commands while a person applies and processes restart; then kill the parent.

        Assert that nothing shown is missing, and that no command touched the files.
        """
        for number, name in enumerate(names):
            self.apply()
            self.perform(name)
            if number % 6 == 5:
                end_kindly(self.live, ("mail", "web")[number // 6 % 2], CHANCE)
        self.disable_a_helper()
        kill(self.live, "parent", CHANCE)
        self.look_after("kill of the parent")
        assert self.faults == [], self.faults
        assert self.reported == "", self.reported
        assert (missing := self.missing_answers()) == [], missing
        assert self.shown
        assert self.shown <= self.cases

    def apply(self):
        """Take some steps of a journey: answer three pages, send at the end, begin anew."""
        if not self.people or self.people[-1].reference:
            name = f"Lumo Test-{len(self.people)}"
            self.people.append(Person(self.live.port, self.notes, random_answers(CHANCE, name)))
            self.people[-1].go("/en/f/1")
        person = self.people[-1]
        for _ in range(3):
            if person.path.endswith("/f/check"):
                self.notes.faults += person.missing_from(person.page)
                person.send()
                return
            person.step()

    def missing_answers(self):
        """Return a sentence for each answer of the unfinished journey that is not there."""
        person = self.people[-1]
        person.go("/en/f/check")
        return person.missing_from(person.page)

    def perform(self, name):
        """Run a command by its name and look at the files after it."""
        self.printed[name] = self.shell.perform(name, shown=self.shown, chance=CHANCE)
        self.look_after(name)

    def look_after(self, event):
        """Assert that no process holds a deleted file, and that each holds its locks."""
        faults = deleted_files(self.database) + unlocked_holders(self.database)
        faults += integrity_faults(self._engine)
        if not holders(self.database):
            faults.append("no process has the database open")
        assert faults == [], f"after {event}"

    def disable_a_helper(self):
        """Join as the first member and as a helper, and disable the helper."""
        self._join(self.printed["keys recover"], FIRST_MEMBER)
        invite = Command(words=("staff", "invite", HELPER, "--role", "volunteer"), prints=HELPER)
        self._join(self.shell.run(invite, "staff invite"), "")
        disable = Command(words=("staff", "disable", HELPER), prints="is deactivated")
        self.shell.run(disable, "staff disable")
        self.look_after("staff disable")

    @property
    def _engine(self):
        return engine_of(f"sqlite:///{self.database}")

    def _join(self, printed, email):
        (link,) = (word for word in printed.split() if "/desk/invitation/" in word)
        Colleague(self.live.port, self.notes).join(link, email=email)
