"""Count tries in a moving window, in the memory of one process."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from threading import Lock
from time import monotonic
from typing import Protocol

from limits import RateLimitItem

SWEEP_EVERY = 60.0
"""Seconds between two removals of keys whose tries have all expired."""


class Sharing(StrEnum):
    """The place where tries are counted. The value is the code for metrics and alarms."""

    SHARED = "shared"
    LOCAL = "local"
    FALLEN_BACK = "fallen_back"


class Counter(Protocol):
    """Counts tries in a moving window."""

    def test(self, limit: RateLimitItem, *key: str) -> bool:
        """Return whether a try is left. Uses none."""

    def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """Use a try. Return whether one was left."""

    def tries(self, limit: RateLimitItem, *key: str) -> int:
        """Return the tries of the window, at most those that the limit allows."""

    def sharing(self) -> Sharing:
        """Return where tries are counted now."""


class LocalCounter:
    """Count in the memory of this process.

    The library's own memory storage starts a thread at each try, which scans the tries of all
    keys: that took longer than many an answer.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._ends: dict[str, tuple[float, ...]] = {}
        self._swept = now()

    def test(self, limit: RateLimitItem, *key: str) -> bool:
        """Return whether a try is left. Uses none."""
        with self._lock:
            return len(self._running(limit.key_for(*key))) < limit.amount

    def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """Use a try. Return whether one was left."""
        name = limit.key_for(*key)
        with self._lock:
            running = self._running(name)
            if len(running) >= limit.amount:
                return False
            self._ends[name] = (*running, self._now() + limit.get_expiry())
            return True

    def tries(self, limit: RateLimitItem, *key: str) -> int:
        """Return the tries of the window."""
        with self._lock:
            return len(self._running(limit.key_for(*key)))

    def sharing(self) -> Sharing:
        """Return where tries are counted now."""
        return Sharing.LOCAL

    def __len__(self) -> int:
        """Return how many keys have tries."""
        return len(self._ends)

    def _running(self, name: str) -> tuple[float, ...]:
        """Return when the tries of a key expire, earliest first, without the expired ones."""
        now = self._now()
        if now - self._swept > SWEEP_EVERY:
            self._ends = {key: ends for key, ends in self._ends.items() if ends and ends[-1] > now}
            self._swept = now
        return tuple(end for end in self._ends.get(name, ()) if end > now)
