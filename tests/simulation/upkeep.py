"""The parts that run without people: mail workers, housekeeping, and the clock."""

import threading
from datetime import timedelta

from sqlalchemy import select

from intake.cases import walls
from intake.cases.models import Case
from intake.cli.housekeeping import repeat_housekeeping
from intake.cli.mail_worker import _Worker
from intake.extensions import db
from intake.outbox.letters import CASE_RECEIVED
from intake.outbox.models import OutboxEmail
from tests.simulation.world import Broken

WORKERS = ("one", "two")
JUMPS = (
    *[timedelta(minutes=1)] * 4,
    *[timedelta(minutes=4)] * 4,
    *[timedelta(minutes=20)] * 3,
    *[timedelta(hours=7)] * 2,
    *[timedelta(days=1)] * 3,
    timedelta(days=3),
    timedelta(days=11),
    timedelta(days=35),
    timedelta(days=100),
    timedelta(minutes=-3),
    timedelta(hours=-2),
)


class SimulatedWorker(_Worker):
    """A mail worker that others may overtake before each of its transactions."""

    def __init__(self, world):
        super().__init__(world.product.settings, lambda: False)
        self.world = world

    def _commit(self, step, *args, **more):
        self.world.pause(odds=0.04)
        try:
            return super()._commit(step, *args, **more)
        finally:
            with self.world.app.app_context(), self.world.faults.suspended():
                see_letters(self.world)


def see_letters(world):
    """Check that each letter just routed is for a member inside the wall of its case, if any.

    Only now can this be told: a wall may go up or come down at any later moment, and the letters
    of a case go with it.
    """
    message_ids = select(OutboxEmail.message_id).where(OutboxEmail.message_id.is_not(None))
    world.message_ids.update(filter(None, db.session.scalars(message_ids)))
    routed = select(OutboxEmail.id, OutboxEmail.reader, Case).join(
        Case, Case.reference == OutboxEmail.reference
    )
    about = OutboxEmail.letter == CASE_RECEIVED, OutboxEmail.reader.is_not(None)
    for letter_id, reader, case in db.session.execute(routed.where(*about)):
        if letter_id not in world.behind_walls:
            world.behind_walls[letter_id] = case.walled_keys is not None
            if case.walled_keys and reader not in walls.members_of(case):
                raise Broken("a letter about a walled case leaves its wall", case.reference)


class OneRound(threading.Event):
    """An event that is set at the first wait, so that a loop runs once."""

    def wait(self, timeout=None):
        """Set the event."""
        self.set()
        return super().wait(timeout)


def work(world):
    """Route and deliver what is due, as a worker does."""
    if not (idle := [name for name in WORKERS if name not in world.busy_workers]):
        return "both are at work"
    name = world.choices.choice(idle)
    worker = world.workers.setdefault(name, SimulatedWorker(world))
    world.busy_workers.add(name)
    try:
        rounds = sum(1 for _ in range(3) if worker.work())
    finally:
        world.busy_workers.discard(name)
    return f"worker {name}, {rounds} rounds"


def keep_house(world):
    """Run the scheduled jobs, as the loop of ``make run`` does."""
    repeat_housekeeping(world.app, stop=OneRound())
    if world.log.errors and not world.faults.struck:
        raise Broken("housekeeping failed", world.log.errors[-1])
    world.log.errors.clear()
    return "done"


def pass_time(world):
    """Advance the clock, or set it back a little."""
    by = world.choices.choice(JUMPS)
    world.advance(by)
    return str(by)


def overtake(world):
    """Wait until the leases of letters end, then deliver as the other worker."""
    world.advance(timedelta(minutes=4))
    return work(world)


def break_mail(world):
    """Turn the mail server off, or on again."""
    world.mail.is_up = not world.mail.is_up
    return "up" if world.mail.is_up else "down"


UPKEEP = (*[work] * 9, *[keep_house] * 2, *[pass_time] * 6, break_mail)
