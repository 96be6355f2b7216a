"""Run a seed, and shrink the steps of one that breaks a promise."""

import tempfile
import traceback
from contextlib import nullcontext
from functools import cache
from pathlib import Path

from intake.frozen import frozen
from tests.simulation.applicants import (
    APPLICANTS,
    answer_after_sending,
    answer_page,
    begin_request,
    come_back,
    leave,
    look_at_code,
    read_mailbox,
    send_request,
    withdraw,
    write_message,
)
from tests.simulation.chance import Chance
from tests.simulation.ending import end
from tests.simulation.invariants import Promises
from tests.simulation.product import Product
from tests.simulation.quarantine import QUARANTINE
from tests.simulation.staff import STAFF
from tests.simulation.upkeep import UPKEEP, overtake
from tests.simulation.world import Act, Broken, World, planned_fault, running

STEPS = 40
FIRST = 14
TRIES = 9
MOST_PEOPLE = 6
ACTS: tuple[Act, ...] = (*APPLICANTS, *STAFF, *QUARANTINE, *UPKEEP)
INTERRUPTIONS: tuple[Act, ...] = (*ACTS, *[overtake] * 30)
MEMORY = Path("/dev", "shm")
"""A folder of the system whose files are in memory."""
OPENING: tuple[Act, ...] = (begin_request, answer_page, send_request, *APPLICANTS)
NEEDS_CASE = frozenset({*STAFF, *QUARANTINE})
NEEDS_MAILBOX = frozenset({answer_after_sending, write_message, read_mailbox, withdraw})
NEEDS_DRAFT = frozenset({answer_page, send_request, leave, look_at_code})


@frozen
class Outcome:
    """The steps of a seed, and the promise that it broke, if any."""

    seed: int
    lines: tuple[str, ...]
    broken: str = ""
    detail: str = ""

    @property
    def report(self):
        """Return the steps and the promise that was broken, for people."""
        again = f"python -m tests.simulation {self.seed}"
        return "\n".join((*self.lines, f"BROKEN: {self.detail}", f"Run it again: {again}"))


class Verdict:
    """Catches the promise that a run breaks; any unexpected exception counts as one."""

    broken = detail = ""

    def __enter__(self):
        """Begin the run."""

    def __exit__(
        self,
        _kind,
        failure,
        _traceback,
    ):
        """Keep the name of the promise; let only what ends the program pass."""
        if isinstance(failure, Broken):
            self.broken, self.detail = failure.name, str(failure)
        elif isinstance(failure, Exception):
            self.broken, self.detail = f"unexpected {type(failure).__name__}", _place(failure)
        return isinstance(failure, Exception)


@cache
def the_product():
    """Return the product of this process, made once, in memory where that is possible."""
    folder = tempfile.mkdtemp(prefix="intake-seeds-", dir=MEMORY if MEMORY.is_dir() else None)
    return Product(Path(folder))


def run(seed, *, only=None, planting=nullcontext):
    """Run the steps of a seed, or *only* those with these numbers."""
    world = World(the_product(), Chance(seed))
    world.interruptions = INTERRUPTIONS
    promises = Promises()
    world.after_each = promises.check
    verdict = Verdict()
    with verdict, running(world), planting():
        for number in range(1, STEPS + 1):
            world.chance.begin_step(number)
            if only is None or number in only:
                world.step(_act(world, number), planned_fault(world.choices))
        world.chance.begin_step(STEPS + 1)
        end(world)
    return Outcome(seed=seed, lines=(*world.lines,), broken=verdict.broken, detail=verdict.detail)


def shrink(failing, *, planting=nullcontext):
    """Leave out steps while the same promise is broken; return the shortest run and its steps."""
    steps, size = list(range(1, STEPS + 1)), STEPS // 2
    best = failing
    while size:
        for start in range(0, len(steps), size):
            fewer = steps[:start] + steps[start + size :]
            outcome = run(failing.seed, only=fewer, planting=planting)
            if outcome.broken == failing.broken:
                steps, best = fewer, outcome
                break
        else:
            size //= 2
    return best, steps


def first_failing(seeds, planting):
    """Return the first of these seeds that breaks a promise."""
    return next((result for seed in seeds if (result := run(seed, planting=planting)).broken), None)


def _act(world, number):
    """Return the act of a step: the first ones are of applicants, so that there is work."""
    acts = OPENING if number <= FIRST else ACTS
    for _ in range(TRIES):
        act = world.choices.choice(acts)
        if is_possible(world, act):
            return act
    return begin_request


def is_possible(world, act):
    """Return true if somebody is there who can do this."""
    people = world.people
    if act in NEEDS_CASE:
        return any(person.reference for person in people)
    if act in NEEDS_MAILBOX:
        return any(person.has_mailbox for person in people)
    if act is come_back:
        return any(person.code for person in people)
    if act in NEEDS_DRAFT:
        return any(person.token and not person.reference for person in people)
    return act is not begin_request or len(people) < MOST_PEOPLE


def _place(failure):
    """Return the exception and the last lines of our code that it passed."""
    frames = traceback.extract_tb(failure.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames][-8:]
    return f"{type(failure).__name__}: {failure} at {' > '.join(places)}"
