"""Delete the letters of erased cases that a worker was delivering at the time. Needs no key."""

from __future__ import annotations

from collections.abc import Collection

from intake.outbox import dropping


def find_orphaned() -> list[str]:
    """Return references that letters name and no case has. Search outside any write transaction."""
    return dropping.orphaned_references()


def drop_orphaned(references: Collection[str]) -> int:
    """Delete the letters about these references; return how many references there were.

    A reference is never given out again.
    """
    for reference in references:
        dropping.drop_of(reference)
    return len(references)
