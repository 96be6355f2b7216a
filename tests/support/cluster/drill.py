"""One drill: people work, a part fails, the product recovers; then all is compared."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Engine

from tests.support.cluster.cluster import Cluster
from tests.support.cluster.load import Load
from tests.support.cluster.outcomes import Outcomes
from tests.support.cluster.visitors import EMAIL, Member, trust_in
from tests.support.storm.ledger import Ledger, engine_of
from tests.support.waiting import TooLate, until

WARM_UP = 4.0
"""Seconds of work before the fault."""

OBSERVED = 6.0
"""Seconds after the fault, at least, in which errors may still come."""

CALM = 2.0
"""Seconds of work after the last repair."""

RECOVERY_LIMIT = 30.0
DOORS = ("apply", "desk")


@dataclass
class House:
    """The cluster that all drills share, and the results so far."""

    cluster: Cluster
    member: Member
    engine: Engine
    references: list[str] = field(default_factory=list)
    table: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, cluster):
        """Return the house of a running cluster, with its first member signed in."""
        member = Member(cluster.proxy.port, Outcomes())
        member.trust = trust_in(cluster.proxy.certificate)
        member.join(cluster.invitation, email=EMAIL)
        engine = engine_of(cluster.address("postgres"))
        return cls(cluster=cluster, member=member, engine=engine)

    @property
    def ledger(self):
        """Return a ledger of the database; the member gets a letter about each case."""
        return Ledger(engine=self.engine, readers=1)


class Drill:
    """A drill as a context: entering starts the load, leaving ends it and compares."""

    def __init__(self, house, name):
        self.house, self.name, self.cluster = house, name, house.cluster
        proxy = self.cluster.proxy
        self.load = Load(proxy.port, house.member.trust, house.member, name)
        self.outcomes = self.load.outcomes
        self.fault_at = 0.0
        self.letters_since = 0.0
        self.recovered: dict[str, float | None] = {}
        self.missing: list[str] = []
        self.doubled: list[str] = []

    def __enter__(self):
        self.load.__enter__()
        self.work(WARM_UP)
        self.fault_at = self.letters_since = time.monotonic()
        return self

    def __exit__(self, failure, *_):
        if failure is None:
            self.work(CALM)
        self.load.__exit__()
        if failure is None:
            self._compare()

    def work(self, seconds):
        """Wait while people work, for some seconds."""
        time.sleep(seconds)

    def count_letters_from_now(self):
        """Measure the recovery of letters from this moment."""
        self.letters_since = time.monotonic()

    def wait_for_recovery(self):
        """Wait while people work, until both doors and letters have recovered, or time is up."""
        self.work(OBSERVED)
        with suppress(TooLate):  # then the row of the table says "never", and the drill fails
            until(self._has_recovered, "recovery", seconds=RECOVERY_LIMIT)
        self.recovered = self._measure()

    @property
    def faults(self):
        """Return all faults of the drill."""
        late = [
            f"{part} recovered after {self._seconds(part)} s"
            for part in (*DOORS, "letters")
            if (seconds := self.recovered.get(part)) is None or seconds > RECOVERY_LIMIT
        ]
        return [*self.outcomes.faults, *self.missing, *self.doubled, *late]

    def _has_recovered(self):
        return None not in self._measure().values()

    def _measure(self):
        measured = {door: self.outcomes.recovered(door, since=self.fault_at) for door in DOORS}
        taken = [moment for moment in self.cluster.mail.taken_at if moment > self.letters_since]
        measured["letters"] = min(taken) - self.letters_since if taken else None
        return measured

    def _compare(self):
        """Compare the references and answers shown with the database, the desk and the mail."""
        self.house.references += self.load.references
        until(self._no_letter_is_on_its_way, "every letter is out or set aside")
        letters = self.house.ledger.letters()
        cases = self.house.ledger.faults_of_cases(self.house.references)
        shown = frozenset(self.house.references)
        taken = self.cluster.mail.took
        self.doubled = [fault for fault in cases if "no send" in fault]
        self.doubled += [f"{name} taken {n} times" for name, n in taken.items() if n > 1]
        self.missing = [fault for fault in cases if "no send" not in fault]
        self.missing += letters.faults(Counter(taken.keys()), shown) + self.load.missing_answers()
        self.house.table.append(self._row(letters))

    def _no_letter_is_on_its_way(self):
        self.house.ledger.let_time_pass()
        return not self.house.ledger.letters().on_their_way

    def _row(self, letters):
        errors = self.outcomes.errors
        return {
            "drill": self.name,
            "acknowledged": str(self.load.acknowledged),
            "sent": str(len(self.load.references)),
            "missing": str(len(self.missing)),
            "twice": str(len(self.doubled)),
            "errors": str(errors.total()),
            "by status": " ".join((f"{name}:{count}" for name, count in sorted(errors.items())))
            or "-",
            **{f"{part} s": self._seconds(part) for part in (*DOORS, "letters")},
            "slowest s": f"{self.outcomes.slowest:.1f}",
            "set aside": str(letters.parked),
        }

    def _seconds(self, part):
        seconds = self.recovered.get(part)
        return "never" if seconds is None else f"{seconds:.1f}"
