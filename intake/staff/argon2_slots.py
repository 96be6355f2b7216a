"""Limit concurrent runs of Argon2id, so that many sign-ins do not exhaust the memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic

AT_ONCE = 2
AT_ONCE_OF_STRANGERS = 1
"""Runs at once for browsers that no member is known by, so that a member's own never waits behind
those who guess passwords."""

PATIENCE = 10.0

_places = threading.BoundedSemaphore(AT_ONCE)
_places_of_strangers = threading.BoundedSemaphore(AT_ONCE_OF_STRANGERS)


class TooBusy(Exception):
    """Others were in line for too long; the same can be tried again."""


@contextmanager
def turn(*, known: bool = True) -> Iterator[None]:
    """Wait for one of two places, at most ten seconds; :class:`TooBusy` after that.

    Browsers that are not *known* share one of the two.
    """
    until = monotonic() + PATIENCE
    with ExitStack() as taken:
        for places in (_places,) if known else (_places_of_strangers, _places):
            if not places.acquire(timeout=max(0.0, until - monotonic())):
                raise TooBusy
            taken.callback(places.release)
        yield
