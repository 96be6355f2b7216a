"""Delete the letters of erased cases that a worker was delivering at the time. Needs no key."""

from __future__ import annotations

from collections.abc import Collection

from intake.cases import store as cases
from intake.outbox import dropping

AT_ONCE = 500
"""References in one query."""


def find_orphaned() -> list[str]:
    """Return references that letters name and no case has. Search outside any write transaction.

    The letters are read before the cases, so that a request sent meanwhile is not among them.
    """
    named = sorted(dropping.references())
    batches = (named[at : at + AT_ONCE] for at in range(0, len(named), AT_ONCE))
    return [
        reference
        for batch in batches
        for reference in sorted(set(batch) - cases.existing_references(batch))
    ]


def drop_orphaned(references: Collection[str]) -> int:
    """Delete the letters about these references; return how many references there were.

    A reference is never given out again.
    """
    for reference in references:
        dropping.drop_of(reference)
    return len(references)
