"""Count tries in a moving window, in the database for all processes or in the memory of one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from time import monotonic

from limits import RateLimitItem
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.extensions import db, writing
from intake.storage_faults import fault_code
from intake.traffic import counts
from intake.traffic.arrivals import network_hash

SWEEP_EVERY = 60.0
"""Seconds between two removals of keys whose tries have all expired."""

log = logging.getLogger(__name__)


class LocalCounter:
    """Count in the memory of this process.

    The library's own memory storage starts a thread at each try, which scans the tries of all
    keys: that took longer than many an answer.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._ends: dict[str, tuple[float, ...]] = {}
        self._swept = now()

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

    def test(self, limit: RateLimitItem, *key: str) -> bool:
        """Return whether a try is left. Uses none."""
        return self.tries(limit, *key) < limit.amount

    def tries(self, limit: RateLimitItem, *key: str) -> int:
        """Return the tries of the window."""
        window = timedelta(seconds=limit.get_expiry())
        try:
            return counts.tries_within(self._hash(limit, *key), window=window, now=clock.now())
        except SQLAlchemyError as fault:
            _log_local(fault)
            return self._local.tries(limit, *key)

    def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """Use a try. Return whether one was left.

        Read first, so that a refused try does not wait in the line of those who write.
        """
        if not self.test(limit, *key):
            return False
        window = timedelta(seconds=limit.get_expiry())
        try:
            with writing():
                is_counted = counts.hit(
                    self._hash(limit, *key), limit.amount, window=window, now=clock.now()
                )
                db.session.commit()
        except SQLAlchemyError as fault:
            _log_local(fault)
            return self._local.hit(limit, *key)
        return is_counted

    def _hash(self, limit: RateLimitItem, *key: str) -> bytes:
        return network_hash(limit.key_for(*key), secret=self._secret)


def _log_local(fault: SQLAlchemyError) -> None:
    log.error("tries are counted in this process", extra={"code": fault_code(fault)})
