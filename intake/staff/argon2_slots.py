"""Limit concurrent runs of Argon2id, so that many sign-ins do not exhaust the memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2
PATIENCE = 10.0

_places = threading.BoundedSemaphore(AT_ONCE)


class TooBusy(Exception):
    """Others were in line for too long; the same can be tried again."""


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one of two places, at most ten seconds; :class:`TooBusy` after that."""
    if not _places.acquire(timeout=PATIENCE):
        raise TooBusy
    try:
        yield
    finally:
        _places.release()
