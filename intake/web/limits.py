"""How often one address may try: counted in this process, or in Redis where several share."""

from __future__ import annotations

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


def count(app: Flask, redis_url: str) -> None:
    """Set the counter up."""
    storage = storage_from_string(redis_url or "memory://")
    app.extensions["limits"] = MovingWindowRateLimiter(storage)


def used_up(limit: RateLimitItem, what: str) -> bool:
    """Whether this address has no try left; asking costs none.

    An onion service, or a proxy that names nobody, comes from this machine with everybody behind
    it: nobody is locked out for what another tried. Each try costs its stretching all the same.
    """
    if _address() in LOOPBACK_HOSTS and not current_app.config["SETTINGS"].loopback:
        return False
    limiter: MovingWindowRateLimiter = current_app.extensions["limits"]
    return not limiter.test(limit, what, _address())


def use(limit: RateLimitItem, what: str) -> None:
    """One try is gone."""
    current_app.extensions["limits"].hit(limit, what, _address())


def take(limit: RateLimitItem, what: str) -> bool:
    """Use one try, if there is one; addresses of this machine itself have no end of them.

    Everybody who comes through an onion service or a proxy that names nobody has such an address.
    """
    if _address() in LOOPBACK_HOSTS:
        return True
    return bool(current_app.extensions["limits"].hit(limit, what, _address()))


def take_in_session(limit: RateLimitItem, session: bytes) -> bool:
    """Use one try of this session: it has one form token and at most one row behind it."""
    return bool(current_app.extensions["limits"].hit(limit, "session", session.hex()))


def _address() -> str:
    return request.remote_addr or "unknown"
