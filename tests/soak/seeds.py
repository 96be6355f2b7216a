"""The simulation with 500 seeds, and the faults that are planted in it.

``make soak`` runs it. ``SEEDS=`` sets how many, ``FIRST_SEED=`` where they begin. A seed that
breaks a promise is printed with its steps; ``python -m tests.simulation SEED`` runs it again.
"""

import os

import pytest

from tests.simulation.planted import PLANTED
from tests.simulation.run import run, shrink

pytestmark = pytest.mark.timeout(4 * 3600)

SEEDS = int(os.environ.get("SEEDS", "500"))
FIRST = int(os.environ.get("FIRST_SEED", "0"))
WITHIN = 500
"""Seeds within which each planted fault must be found."""


def test_no_seed_breaks_a_promise():
    failing = [outcome for seed in range(FIRST, FIRST + SEEDS) if (outcome := run(seed)).broken]

    assert not failing, "\n\n".join(shrink(outcome)[0].report for outcome in failing[:5])


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_soon(name, tell):
    planting = PLANTED[name]
    seeds = (seed for seed in range(WITHIN) if run(seed, planting=planting).broken)

    needed = next(seeds, WITHIN) + 1

    tell(f"{name}: found within {needed} seeds")
    assert needed <= WITHIN
