"""Whole journeys while processes are killed and the mail server misbehaves, then the reckoning."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from tests.support.browser import Live
from tests.support.storm.browser import GaveUp, Notes, Unexpected
from tests.support.storm.family import kill
from tests.support.storm.ledger import Ledger, Letters
from tests.support.storm.person import Person, somebody
from tests.support.storm.post_office import PostOffice

MIX = ("web", "post", "web", "master", "web", "post", "web", "all")
"""Who is killed in eight kills; in which order is chance."""

BETWEEN = (0.05, 0.6)
AIMED = (0.0, 0.05)
"""So many seconds after somebody presses Send, or a letter is offered, an aimed kill strikes."""

AIM_FOR = 1.5
SETTLED_IN = 240.0
"""Longer than the minute that a worker waits for a receipt."""


@dataclass
class Storm:
    """A running product with its mail server and database, and who applies meanwhile."""

    live: Live
    post: PostOffice
    ledger: Ledger
    seed: int
    kills: int
    at_once: int = 5
    people: list[Person] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    over: threading.Event = field(default_factory=threading.Event)

    def rage(self) -> Result:
        """Kill, let everybody finish, let the letters go out; then say what became of it all."""
        begun = time.monotonic()
        with ThreadPoolExecutor(self.at_once) as crowd:
            walking = [crowd.submit(self._apply_again_and_again, at) for at in range(self.at_once)]
            try:
                self._kill_all()
            finally:
                self.over.set()
        for one in walking:
            one.result()
        self._settle()
        self._reckon()
        return self._result(time.monotonic() - begun)

    def _kill_all(self) -> None:
        chance = self._chance("kills")
        for whom in self._plan(chance):
            self.ledger.let_time_pass()
            self.post.go_away() if chance.random() < 0.2 else self.post.come_back()
            self._aim(whom, chance)
            kill(self.live, whom, chance)

    def _aim(self, whom: str, chance: Random) -> None:
        """Many kills wait for the moment when they could do most harm."""
        time.sleep(chance.uniform(*BETWEEN))
        moment = self.post.busy if whom == "post" else self.notes.sending
        moment.clear()
        if (whom == "post" or chance.random() < 0.5) and moment.wait(AIM_FOR):
            time.sleep(chance.uniform(*AIMED))

    def _plan(self, chance: Random) -> list[str]:
        plan: list[str] = []
        while len(plan) < self.kills:
            plan += chance.sample(MIX, len(MIX))
        return plan[: self.kills]

    def _apply_again_and_again(self, at: int) -> None:
        chance, count = self._chance(f"crowd {at}"), 0
        while not self.over.is_set():
            count += 1
            person = Person(self.live.port, self.notes, somebody(chance, f"Lumo Test-{at}-{count}"))
            self.people.append(person)
            try:
                _apply(person, chance)
            except (Unexpected, GaveUp) as fault:
                self.notes.fault(str(fault) or f"journey {at}-{count} did not end")

    def _settle(self) -> None:
        """A calm mail server, and time that passes: every letter goes out or is parked."""
        self.post.calm = True
        self.post.come_back()
        until = time.monotonic() + SETTLED_IN
        while self.ledger.letters().on_their_way and time.monotonic() < until:
            self.ledger.let_time_pass()
            time.sleep(0.3)

    def _reckon(self) -> None:
        faults = self.notes.faults
        for person in self.people:
            if not person.reference:
                faults += self._not_kept(person)
        faults += self.ledger.faults_of_cases([one.reference for one in self.people])
        faults += self.ledger.letters().faults(self.post.took)

    def _not_kept(self, person: Person) -> list[str]:
        """What is not in the draft of somebody who did not send."""
        try:
            person.go("/en/f/check")
        except (Unexpected, GaveUp):
            return ["a draft that does not open"]
        return person.missing_from(person.page)

    def _result(self, seconds: float) -> Result:
        return Result(
            seed=self.seed,
            kills=self.kills,
            seconds=seconds,
            notes=self.notes,
            journeys=len(self.people),
            continues=sum(person.continues for person in self.people),
            sends=sum(bool(person.reference) for person in self.people),
            letters=self.ledger.letters(),
            printed=self.live.printed,
        )

    def _chance(self, whose: str) -> Random:
        return Random(f"{self.seed} {whose}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What became of it all: a row of the table."""

    seed: int
    kills: int
    seconds: float
    notes: Notes
    journeys: int
    continues: int
    sends: int
    letters: Letters
    printed: str

    @property
    def cells(self) -> dict[str, str]:
        """The row, by the names of the columns."""
        return {
            "kills": str(self.kills),
            "answers": str(self.notes.statuses.total()),
            "cut": str(self.notes.cuts),
            "closed": str(self.notes.closed_doors),
            "journeys": str(self.journeys),
            "Continue": str(self.continues),
            "sent": str(self.sends),
            "letters": str(self.letters.delivered),
            "parked": str(self.letters.parked),
            "faults": str(len(self.notes.faults)),
            "slowest": f"{self.notes.slowest:.1f} s",
            "took": f"{self.seconds:.0f} s",
            "seed": str(self.seed),
        }

    @property
    def told(self) -> str:
        """For whoever reads why a test did not pass."""
        return "\n".join([f"seed {self.seed}", *self.notes.faults[:20], self.printed[-4000:]])


def _apply(person: Person, chance: Random) -> None:
    """One journey: some change an answer, some answer more, most send, some press twice."""
    person.walk()
    for change in range(chance.randrange(3)):
        person.change("name_to_use", f"{person.answers['name_to_use'][0]} {'abc'[change]}")
        person.walk()
    if chance.random() < 0.25:
        person.ask_for_more()
    person.notes.faults += person.missing_from(person.page)
    if chance.random() < 0.7:
        person.send(presses=chance.choice([1, 1, 2, 3]))
