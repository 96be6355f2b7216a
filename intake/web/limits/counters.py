"""Count tries in a moving window, in the database for all processes or in the memory of one."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.extensions import saving
from intake.frozen import record
from intake.storage_faults import fault_code
from intake.traffic import counts
from intake.traffic.arrivals import network_hash

SWEEP_EVERY = 60.0
"""Seconds between two removals of keys whose tries have all expired."""

log = logging.getLogger(__name__)


@record
class Limit:
    """A number of tries, and the time within which no more are allowed."""

    tries: int
    window: timedelta

    def key(self, *parts: str) -> str:
        """Return what this limit counts under: of two limits, one key counts apart."""
        return "/".join((*parts, str(self.tries), str(self.window)))


class LocalCounter:
    """Count in the memory of this process."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._ends: dict[str, tuple[float, ...]] = {}
        self._swept = now()

    def hit(self, limit: Limit, *key: str) -> bool:
        """Use a try. Return whether one was left."""
        name = limit.key(*key)
        with self._lock:
            running = self._running(name)
            if len(running) >= limit.tries:
                return False
            self._ends[name] = (*running, self._now() + limit.window.total_seconds())
            return True

    def tries(self, limit: Limit, *key: str) -> int:
        """Return the tries of the window."""
        with self._lock:
            return len(self._running(limit.key(*key)))

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


class DatabaseCounter:
    """Count in the database for all processes; in this process alone while it cannot be used.

    A network is stored as a keyed hash, for two hours at most (:mod:`intake.traffic.counts`). The
    health checks report a database that cannot be used, so that this counter raises no alarm.
    """

    def __init__(self, secret: str) -> None:
        self._secret, self._local = secret, LocalCounter()

    def test(self, limit: Limit, *key: str) -> bool:
        """Return whether a try is left. Uses none."""
        return self.tries(limit, *key) < limit.tries

    def tries(self, limit: Limit, *key: str) -> int:
        """Return the tries of the window."""
        try:
            return counts.tries_within(
                self._hash(limit, *key), window=limit.window, now=clock.now()
            )
        except SQLAlchemyError as fault:
            _log_local(fault)
            return self._local.tries(limit, *key)

    def hit(self, limit: Limit, *key: str) -> bool:
        """Use a try. Return whether one was left.

        Read first, so that a refused try does not wait in the line of those who write.
        """
        if not self.test(limit, *key):
            return False
        try:
            with saving():
                is_counted = counts.hit(
                    self._hash(limit, *key), limit.tries, window=limit.window, now=clock.now()
                )
        except SQLAlchemyError as fault:
            _log_local(fault)
            return self._local.hit(limit, *key)
        return is_counted

    def _hash(self, limit: Limit, *key: str) -> bytes:
        return network_hash(limit.key(*key), secret=self._secret)


def _log_local(fault: SQLAlchemyError) -> None:
    log.error("tries are counted in this process", extra={"code": fault_code(fault)})
