"""The world of one seed: the product, its people, its clock, its faults, and what was promised."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.cli import mail_worker
from intake.extensions import db
from tests.simulation.chance import Chance, seeded
from tests.simulation.faults import Fault, Killed, Plan
from tests.simulation.mail_host import MailHost, Mood
from tests.simulation.people import Person
from tests.simulation.product import MemberKeys, Product
from tests.simulation.refusals import REFUSALS
from tests.staff.making import NOW

DEEPEST = 2
"""Acts that interrupt an act which interrupts another, and no more."""

DRAFTS_LIVE = timedelta(days=30)
Act = Callable[["World"], str]
Item = TypeVar("Item")


class Broken(AssertionError):
    """A promise is broken. ``name`` is the same for every way in which this one breaks."""

    def __init__(self, name, detail=""):
        super().__init__(f"{name}: {detail}" if detail else name)
        self.name = name


@dataclass
class Member:
    """A member of the team at their browser. ``token`` is the cookie of the session."""

    keys: MemberKeys
    token: bytes | None = None


class Log(logging.Handler):
    """The log of the product: its texts, and the failures that a loop swallowed."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.texts: list[str] = []
        self.errors: list[str] = []

    def emit(self, record):
        """Remember a record."""
        self.texts.append(str({**vars(record), "exc_info": None}))
        if record.getMessage().startswith("housekeeping failed") and record.exc_info:
            self.errors.append(f"{record.exc_info[0]}")


@dataclass
class World:
    """Everything that an act may use. ``now`` is the only clock."""

    product: Product
    chance: Chance
    now: datetime = NOW
    latest: datetime = NOW
    people: list[Person] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    mail: MailHost = field(default_factory=MailHost)
    workers: dict[str, Any] = field(default_factory=dict)
    busy_workers: set[str] = field(default_factory=set)
    log: Log = field(default_factory=Log)
    erased: set[str] = field(default_factory=set)
    wraps: dict[str, set[bytes]] = field(default_factory=dict)
    """Wraps of the key of each case that were ever stored."""
    lines: list[str] = field(default_factory=list)
    erased_by_staff: set[str] = field(default_factory=set)
    retried_letters: set[str] = field(default_factory=set)
    settled_letters: set[str] = field(default_factory=set)
    behind_walls: dict[str, bool] = field(default_factory=dict)
    """Letters to members about new requests, and whether the case was walled when routed."""
    message_ids: set[str] = field(default_factory=set)
    """Message-IDs of all letters that were ever in the outbox."""
    is_disturbed: bool = True
    checked_commits: int = -1
    depth: int = 0
    interruptions: Sequence[Act] = ()
    after_each: Callable[[World], None] = lambda _world: None

    def __post_init__(self):
        self.members = {keys.name: Member(keys) for keys in self.product.members}
        self.mail.next_mood = self._mood
        self.mail.before_taking = lambda: self.pause(odds=0.12)

    @property
    def choices(self):
        """Return the chance of this step."""
        return self.chance.choices

    @property
    def app(self):
        """Return the application."""
        return self.product.app

    @property
    def faults(self):
        """Return the faults of the database."""
        return self.product.faults

    @property
    def installation(self):
        """Return the pinned fingerprint."""
        return self.product.settings.recovery_fingerprint

    @property
    def today(self):
        """Return the day in the office."""
        return clock.today(self.product.settings.time_zone)

    def advance(self, by):
        """Advance the clock, or set it back."""
        self.now += by
        self.latest = max(self.latest, self.now)

    @property
    def latest_day(self):
        """Return the latest day that any clock has shown."""
        return self.latest.astimezone(self.product.settings.time_zone).date()

    def is_erased(self, person):
        """Return true if the case of this person was erased."""
        return bool(person.case_ids & self.erased)

    def check_code_refused(self, person):
        """Raise :class:`Broken` if a code opens nothing though it should."""
        is_over = person.may_be_withdrawn or person.code_is_over
        if not (
            is_over
            or self.is_erased(person)
            or (not person.reference and person.last_saved < self.latest_day - DRAFTS_LIVE)
        ):
            raise Broken("a return code opens nothing", f"person {person.number}")

    def pick(self, items, *, prefer_last=0.4):
        """Return one of the items, often the last; ``None`` if there is none."""
        if not items:
            return None
        return items[-1] if self.choices.random() < prefer_last else self.choices.choice(items)

    def pause(self, *, odds=0.2):
        """Run another act here, where the product holds no transaction."""
        if not self.is_disturbed or self.depth >= DEEPEST or self.choices.random() >= odds:
            return
        self.depth += 1
        try:
            self.run(self.choices.choice(self.interruptions))
        finally:
            self.depth -= 1

    def step(self, act, plan):
        """Run one act of the seed with its planned fault; a kill restarts the product."""
        self.faults.begin(plan)
        try:
            self.run(act)
        except Killed:
            self.note(act, "killed")
            self.restart()
            self._check()  # it may have been killed after its commit
        finally:
            self.faults.begin(None)

    def run(self, act):
        """Run an act in an application context of its own, as a request has."""
        try:
            with self.app.app_context():
                outcome = act(self)
        except REFUSALS as refusal:
            outcome = f"refused, {type(refusal).__name__}"
        except SQLAlchemyError:
            if not self.faults.struck:
                raise
            outcome = "storage fault"
        self.note(act, outcome)
        self._check()

    def _check(self):
        """Check the promises, if anything was committed since the last time."""
        if self.checked_commits == self.faults.commits:
            return
        self.checked_commits = self.faults.commits
        with self.app.app_context(), self.faults.suspended():
            self.after_each(self)

    def restart(self):
        """Begin again after a kill: processes are new, browsers and the database stay."""
        self.depth = 0
        self.workers.clear()
        self.busy_workers.clear()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def note(self, act, outcome):
        """Add a line to the steps."""
        indent = "  " * self.depth
        self.lines.append(f"{self.now:%d %b %H:%M} {indent}{act.__name__}: {outcome}")

    def _mood(self):
        if not self.is_disturbed or self.choices.random() < 0.75:
            return Mood.TAKES
        return self.choices.choice(list(Mood))


def planned_fault(choices):
    """Return the fault of a step, if it has one."""
    if choices.random() >= 0.2:
        return None
    fault = choices.choice(list(Fault))
    times = choices.choice((1, 1, 1, 3, 40)) if fault is Fault.COMMIT_FAILED else 1
    return Plan(fault, after=choices.randrange(6), times=times)


@contextmanager
def running(world):
    """Replace clock, chance and the mail server's socket by those of the world."""
    logger = logging.getLogger("intake")
    with world.product.begin(), seeded(world.chance), pytest.MonkeyPatch.context() as patch:
        patch.setattr(logger, "handlers", [world.log])
        patch.setattr(logger, "propagate", False)
        patch.setattr(clock, "now", lambda: world.now)
        patch.setattr(ssl, "create_default_context", lambda: None)  # takes 20 ms; nothing is TLS
        patch.setattr(socket, "create_connection", world.mail.connect)
        patch.setattr(
            mail_worker,
            "time",
            SimpleNamespace(sleep=lambda _seconds: None, monotonic=count().__next__),
        )
        yield
