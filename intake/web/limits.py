"""Limit how often one network or session may try.

Tries of networks are counted in the database, or in Redis if one is set, for all processes
together. Tries of sessions are counted in the memory of each process without Redis: each form
posted counts as one, and must not cost a write.

A network is the first 24 bits of an IPv4 address, the first 64 of an IPv6 address: whoever has one
address of an IPv6 network has all of them.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from time import monotonic
from typing import Protocol

from flask import Flask, current_app, request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.extensions import db, writing
from intake.settings import LOOPBACK_HOSTS, Settings
from intake.storage_faults import fault_code
from intake.traffic import counts
from intake.traffic.arrivals import network_hash

WRONG_CODES = RateLimitItemPerMinute(10, 15)
"""Wrong return codes from one network in 15 minutes; after that the page asks to wait."""

NEW_REQUESTS = RateLimitItemPerHour(300)
"""New requests from one network in an hour: enough for a shelter or a camp."""

POSTS = RateLimitItemPerMinute(120)
"""Forms that one session may send in a minute: no person sends two a second."""

SWEEP_EVERY = 60.0
"""Seconds between two removals of keys whose tries have all expired."""

REDIS_TIMEOUT = 0.25
"""Seconds to wait for Redis to accept a connection, and for each answer."""

REDIS_PAUSE = 15.0
"""Seconds without asking Redis after it failed: one that hangs must not slow each request."""

log = logging.getLogger(__name__)


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

    def sharing(self) -> Sharing:
        """Return where tries are counted now."""


class LocalCounter:
    """Count in the memory of this process.

    The library's own memory storage starts a thread at each try, which scans the tries of all
    keys: that took longer than many an answer.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._ends: dict[str, deque[float]] = {}
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
            running.append(self._now() + limit.get_expiry())
            self._ends[name] = running
            return True

    def sharing(self) -> Sharing:
        """Return where tries are counted now."""
        return Sharing.LOCAL

    def __len__(self) -> int:
        """Return how many keys have tries."""
        return len(self._ends)

    def _running(self, name: str) -> deque[float]:
        """Return when the tries of a key expire, earliest first, without the expired ones."""
        now = self._now()
        if now - self._swept > SWEEP_EVERY:
            self._ends = {key: ends for key, ends in self._ends.items() if ends and ends[-1] > now}
            self._swept = now
        ends = self._ends.get(name, deque())
        while ends and ends[0] <= now:
            ends.popleft()
        return ends


class DatabaseCounter:
    """Count in the database for all processes; in this process alone while it cannot be used.

    A network is stored as a keyed hash, for two hours at most (:mod:`intake.traffic.counts`). The
    health checks report a database that cannot be used, so that this counter raises no alarm.
    """

    def __init__(self, secret: str) -> None:
        self._secret, self._local = secret, LocalCounter()

    def test(self, limit: RateLimitItem, *key: str) -> bool:
        """Return whether a try is left. Uses none."""
        window = timedelta(seconds=limit.get_expiry())
        try:
            return not counts.is_used_up(
                self._hash(limit, *key), limit.amount, window=window, now=clock.now()
            )
        except SQLAlchemyError as fault:
            _log_local(fault)
            return self._local.test(limit, *key)

    def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """Use a try. Return whether one was left."""
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

    def sharing(self) -> Sharing:
        """Return where tries are counted now."""
        return Sharing.SHARED

    def _hash(self, limit: RateLimitItem, *key: str) -> bytes:
        return network_hash(limit.key_for(*key), secret=self._secret)


class RedisCounter:
    """Count in Redis for all processes; in this process alone while Redis does not answer.

    Redis is trusted once it has answered a ping. After a failure it is left alone for
    :data:`REDIS_PAUSE` seconds; then one thread pings it while the others go on counting here.
    """

    def __init__(self, redis_url: str, now: Callable[[], float] = monotonic) -> None:
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
                return self._shared.test(limit, *key)
            except (StorageError, TypeError, ValueError):  # no answer, or not one of Redis
                self._fall_back()
        return self._local.test(limit, *key)

    def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """Use a try. Return whether one was left."""
        if self._may_ask():
            try:
                return self._shared.hit(limit, *key)
            except (StorageError, TypeError, ValueError):
                self._fall_back()
        return self._local.hit(limit, *key)

    def sharing(self) -> Sharing:
        """Return where tries are counted now. Pings Redis: one that is not used may be gone."""
        if self._may_ask() and not self._storage.check():
            self._fall_back()
        return Sharing.SHARED if self._is_trusted else Sharing.FALLEN_BACK

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


def set_up(app: Flask, settings: Settings) -> None:
    """Set the counters of the application: of networks, and of sessions."""
    redis = RedisCounter(settings.redis_url) if settings.redis_url else None
    app.extensions["limits"] = redis or DatabaseCounter(settings.secret_key)
    app.extensions["session_limits"] = redis or LocalCounter()


def state() -> Sharing:
    """Return where the current application counts; for the health page, metrics and doctor."""
    return _counter().sharing()


def used_up(limit: RateLimitItem, purpose: str) -> bool:
    """Return whether this network has no try left. Uses none.

    On a server, addresses of this machine have no limit: behind an onion service, or a proxy that
    sends no address, all visitors share them. Each try still costs its key stretching.
    """
    if _address() in LOOPBACK_HOSTS and not current_app.config["SETTINGS"].loopback:
        return False
    return not _counter().test(limit, purpose, _network())


def use(limit: RateLimitItem, purpose: str) -> None:
    """Use a try of this network."""
    _counter().hit(limit, purpose, _network())


def take(limit: RateLimitItem, purpose: str) -> bool:
    """Use a try of this network. Return whether one was left.

    Addresses of this machine have no limit: behind an onion service, or a proxy that sends no
    address, all visitors share them.
    """
    if _address() in LOOPBACK_HOSTS:
        return True
    return _counter().hit(limit, purpose, _network())


def take_in_session(limit: RateLimitItem, session: bytes) -> bool:
    """Use a try of this session. Return whether one was left."""
    counter: Counter = current_app.extensions["session_limits"]
    return counter.hit(limit, "session", session.hex())


def _counter() -> Counter:
    counter: Counter = current_app.extensions["limits"]
    return counter


def _log_local(fault: SQLAlchemyError) -> None:
    log.error("tries are counted in this process", extra={"code": fault_code(fault)})


def network() -> str:
    """Return the network of the visitor, such as ``203.0.113.0/24``; empty if it is unknown.

    On a server it is unknown where the request comes from this machine: behind an onion service,
    or a proxy that sends no address.
    """
    is_local = _address() in LOOPBACK_HOSTS
    return "" if is_local and not current_app.config["SETTINGS"].loopback else _network()


def _network() -> str:
    """Return the network of the address, or the address itself if it is none of the Internet's."""
    try:
        address = ip_address(_address())
    except ValueError:
        return _address()
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return str(ip_network(f"{address}/{24 if address.version == 4 else 64}", strict=False))


def _address() -> str:
    return request.remote_addr or "unknown"
