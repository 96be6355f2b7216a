"""Count tries in Redis, for all processes together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic

from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from intake.traffic.arrivals import network_hash
from intake.web.limits.counter import LocalCounter, Sharing

REDIS_TIMEOUT = 0.25
"""Seconds to wait for Redis to accept a connection, and for each answer."""

REDIS_PAUSE = 15.0
"""Seconds without asking Redis after it failed: one that hangs must not slow each request."""

FAULTS = (StorageError, TypeError, ValueError, LookupError)
"""Exceptions raised if Redis gives no answer, or not one of its own."""

log = logging.getLogger(__name__)


class RedisCounter:
    """Count in Redis for all processes; in this process alone while Redis does not answer.

    Redis is trusted once it has answered a ping. After a failure it is left alone for
    :data:`REDIS_PAUSE` seconds; then one thread pings it while the others go on counting here.
    """

    def __init__(
        self, redis_url: str, *, secret: str, now: Callable[[], float] = monotonic
    ) -> None:
        self._secret = secret
        self._storage = storage_from_string(
            redis_url,
            wrap_exceptions=True,
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=REDIS_TIMEOUT,
        )
        self._shared = MovingWindowRateLimiter(self._storage)
        self._local = LocalCounter(now)
        self._now, self._lock = now, Lock()
        self._is_trusted = self._is_alarmed = False
        self._ask_at = now()

    def test(self, limit: RateLimitItem, *key: str) -> bool:
        """Return whether a try is left. Uses none."""
        if self._may_ask():
            try:
                return self._shared.test(limit, self._hash(*key))
            except FAULTS:
                self._fall_back()
        return self._local.test(limit, *key)

    def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """Use a try. Return whether one was left."""
        if self._may_ask():
            try:
                return self._shared.hit(limit, self._hash(*key))
            except FAULTS:
                self._fall_back()
        return self._local.hit(limit, *key)

    def tries(self, limit: RateLimitItem, *key: str) -> int:
        """Return the tries of the window."""
        if self._may_ask():
            try:
                return (
                    limit.amount - self._shared.get_window_stats(limit, self._hash(*key)).remaining
                )
            except FAULTS:
                self._fall_back()
        return self._local.tries(limit, *key)

    def sharing(self) -> Sharing:
        """Return where tries are counted now. Pings Redis: one that is not used may be gone."""
        if self._may_ask() and not self._storage.check():
            self._fall_back()
        return Sharing.SHARED if self._is_trusted else Sharing.FALLEN_BACK

    def _hash(self, *key: str) -> str:
        """Return a keyed hash of network and purpose: Redis is given no address."""
        return network_hash("/".join(key), secret=self._secret).hex()

    def _may_ask(self) -> bool:
        """Return whether Redis is trusted; after the pause, ping it to find out."""
        if self._is_trusted:
            return True
        with self._lock:
            if self._now() < self._ask_at:
                return self._is_trusted
            self._ask_at = self._now() + REDIS_PAUSE
        if not self._storage.check():
            self._fall_back()
            return False
        if self._is_alarmed:
            log.warning("limits are shared again", extra={"code": Sharing.SHARED})
        self._is_trusted, self._is_alarmed = True, False
        return True

    def _fall_back(self) -> None:
        """Stop asking Redis for a while; log it once, not at each try."""
        with self._lock:
            self._ask_at = self._now() + REDIS_PAUSE
            is_news, self._is_trusted, self._is_alarmed = not self._is_alarmed, False, True
        if is_news:
            log.error(
                "Redis does not answer, limits are counted per process",
                extra={"code": Sharing.FALLEN_BACK},
            )
