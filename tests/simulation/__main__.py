"""Run a seed and print its steps: ``python -m tests.simulation SEED [FAULT]``.

A range of seeds, ``0-999``, prints only those that break a promise.
"""

import sys
from contextlib import nullcontext

from tests.simulation.planted import PLANTED
from tests.simulation.run import run, shrink


def main(arguments):
    """Run seeds; return 1 if one of them breaks a promise."""
    if not arguments:
        sys.stderr.write(f"{__doc__}\nPlanted faults: {', '.join(PLANTED)}\n")
        return 2
    first, _, last = arguments[0].partition("-")
    planting = PLANTED[arguments[1]] if len(arguments) > 1 else nullcontext
    seeds = range(int(first), int(last or first) + 1)
    return max(_run(seed, planting, is_alone=len(seeds) == 1) for seed in seeds)


def _run(seed, planting, *, is_alone):
    outcome = run(seed, planting=planting)
    if not outcome.broken:
        if is_alone:
            sys.stdout.write("\n".join(outcome.lines) + "\nEvery promise holds.\n")
        return 0
    shortest, steps = shrink(outcome, planting=planting)
    sys.stdout.write(f"Seed {seed}, steps {steps}:\n{shortest.report}\n\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
