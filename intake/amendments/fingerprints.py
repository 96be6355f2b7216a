"""Fingerprints of the law and of the rules, which tell a recall that either has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any

from intake import triage
from intake.law.book import LawBook, shipped
from intake.law.circuits import CIRCUIT_OF
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.so_far import with_older_ids
from intake.questionnaire.reading import read_answers
from intake.triage.assess import assess

VIGNETTES = Path(triage.__path__[0], "vignettes")

STORED = attrgetter("tier", "act_by", "look_by", "due_on")
STORED_OF_A_DEADLINE = attrgetter(
    *("rule", "tier", "act_by", "latest_lawful_day", "plan_by", "passed", "certainty", "set_by")
)
"""The parts of an outcome for which a case is assessed again; sentences are made anew each time."""


def of_law(law: LawBook) -> dict[str, str]:
    """Return the fingerprint of each parameter by its id."""
    return dict(law.fingerprints)


@cache
def of_rules() -> str:
    """Return the fingerprint of this release's rules, in some 0.05 seconds.

    It is a hash of the law shipped and of what the rules find in the vignettes, which run each of
    their lines. How and where the rules are written does not count.
    """
    basis = [of_law(shipped()), CIRCUIT_OF, *map(_outcome, read_vignettes())]
    return sha256(json.dumps(basis, default=str, sort_keys=True).encode()).hexdigest()


def read_vignettes() -> Iterator[dict[str, Any]]:
    """Yield the vignettes: made-up answers, the day received, and what a lawyer expects."""
    for file in sorted(VIGNETTES.glob("*.json")):
        yield from json.loads(file.read_text("utf-8"))


def _outcome(vignette: Mapping[str, Any]) -> object:
    received, today = (date.fromisoformat(vignette[day]) for day in ("received", "today"))
    answers = with_older_ids(read_answers(ASYLUM, vignette["answers"], today=received))
    found = assess(answers, shipped(), today=today, received=received)
    steps = [(step.from_day, step.tier) for step in found.steps]
    return STORED(found), steps, list(map(STORED_OF_A_DEADLINE, found.deadlines))


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
    """Return the ids of the parameters whose fingerprints differ."""
    if before == after:
        return frozenset()
    return frozenset(key for key in {*before, *after} if before.get(key) != after.get(key))
