"""Poll a condition that reports no event, as long as a slow machine may take.

A browser's page has ``expect(locator)`` and ``expect_event``, a mail server ``wait_for_message``,
a thread or a process ``join`` and ``wait``. Only other conditions are polled, and only here: a
process that begins to serve, a row that another process writes.
"""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")

PATIENCE = 180.0
"""Seconds until a wait fails; more than the slowest machine needs."""

PAUSE = 0.05


class TooLate(AssertionError):
    """A condition did not become true in time; the message names it."""


def until(condition: Callable[[], Value], what: str, *, seconds: float = PATIENCE) -> Value:
    """Return the first true value of *condition*; raise :class:`TooLate` after *seconds*."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TooLate(f"not within {seconds:.0f} seconds: {what}")
        time.sleep(PAUSE)
    return value
