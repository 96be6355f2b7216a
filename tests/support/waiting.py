"""Wait for a condition that reports no event, as long as a slow machine may take.

A browser's page has ``expect(locator)`` and ``expect_event``, a mail server ``wait_for_message``,
a thread or a process ``join`` and ``wait``. What is left is polled here and nowhere else: a process
that begins to serve, a row that another process writes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

PATIENCE = 180.0
"""Seconds until a wait is given up; no machine that runs these tests needs as many."""

PAUSE = 0.05


class TooLate(AssertionError):
    """A condition did not come true within the patience; names the condition."""


def until(condition: Callable[[], Found], what: str, *, seconds: float = PATIENCE) -> Found:
    """Return the first true value of *condition*; raise :class:`TooLate` after *seconds*."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise TooLate(f"not within {seconds:.0f} seconds: {what}")
        time.sleep(PAUSE)
    return found
