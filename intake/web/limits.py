"""How often one address may try: counted in this process, or in Redis where several share."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Protocol

from flask import Flask, current_app, request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from intake.settings import LOOPBACK_HOSTS

WRONG_CODES = RateLimitItemPerMinute(10, 15)
"""Ten wrong codes in a quarter of an hour from one address: then it waits, told in words."""

NEW_REQUESTS = RateLimitItemPerHour(300)
"""New requests from one address in an hour: a shelter's, a camp's, but not a flood's."""


POSTS = RateLimitItemPerMinute(120)
"""Forms that one session may send: two a second for a minute is no person."""


SWEEP_EVERY = 60.0
"""Seconds after which this process forgets the tries of whoever does not come any more."""


class Counter(Protocol):
    """Counts tries in a window that moves."""

    def test(self, limit: RateLimitItem, *who: str) -> bool:
        """Whether a try is left."""

    def hit(self, limit: RateLimitItem, *who: str) -> bool:
        """Use a try, if one is left."""


class InThisProcess:
    """Counts here, as the library does in Redis.

    What the library has for this begins a thread at each try, which looks through the tries of
    everybody: that took more time than many an answer.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._ends: dict[str, deque[float]] = {}
        self._swept = now()

    def test(self, limit: RateLimitItem, *who: str) -> bool:
        """Whether a try is left."""
        with self._lock:
            return len(self._running(limit.key_for(*who))) < limit.amount

    def hit(self, limit: RateLimitItem, *who: str) -> bool:
        """Use a try, if one is left."""
        key = limit.key_for(*who)
        with self._lock:
            running = self._running(key)
            if len(running) >= limit.amount:
                return False
            running.append(self._now() + limit.get_expiry())
            self._ends[key] = running
            return True

    def __len__(self) -> int:
        """Whose tries are remembered."""
        return len(self._ends)

    def _running(self, key: str) -> deque[float]:
        """When those of its tries end that still count."""
        now = self._now()
        if now - self._swept > SWEEP_EVERY:
            self._ends = {one: ends for one, ends in self._ends.items() if ends and ends[-1] > now}
            self._swept = now
        ends = self._ends.get(key, deque())
        while ends and ends[0] <= now:
            ends.popleft()
        return ends


def count(app: Flask, redis_url: str) -> None:
    """Set the counter up."""
    app.extensions["limits"] = (
        MovingWindowRateLimiter(storage_from_string(redis_url)) if redis_url else InThisProcess()
    )


def used_up(limit: RateLimitItem, what: str) -> bool:
    """Whether this address has no try left; asking costs none.

    An onion service, or a proxy that names nobody, comes from this machine with everybody behind
    it: nobody is locked out for what another tried. Each try costs its stretching all the same.
    """
    if _address() in LOOPBACK_HOSTS and not current_app.config["SETTINGS"].loopback:
        return False
    return not _counter().test(limit, what, _address())


def use(limit: RateLimitItem, what: str) -> None:
    """One try is gone."""
    _counter().hit(limit, what, _address())


def take(limit: RateLimitItem, what: str) -> bool:
    """Use one try, if there is one; addresses of this machine itself have no end of them.

    Everybody who comes through an onion service or a proxy that names nobody has such an address.
    """
    if _address() in LOOPBACK_HOSTS:
        return True
    return _counter().hit(limit, what, _address())


def take_in_session(limit: RateLimitItem, session: bytes) -> bool:
    """Use one try of this session: it has one form token and at most one row behind it."""
    return _counter().hit(limit, "session", session.hex())


def _counter() -> Counter:
    counter: Counter = current_app.extensions["limits"]
    return counter


def _address() -> str:
    return request.remote_addr or "unknown"
