"""How often one address may try: counted in this process, or in Redis where several share."""

from __future__ import annotations

from flask import Flask, current_app, request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

WRONG_CODES = RateLimitItemPerMinute(10, 15)
"""Ten wrong codes in a quarter of an hour from one address: then it waits, told in words."""


def count(app: Flask, redis_url: str) -> None:
    """Set the counter up."""
    storage = storage_from_string(redis_url or "memory://")
    app.extensions["limits"] = MovingWindowRateLimiter(storage)


def used_up(limit: RateLimitItem, what: str) -> bool:
    """Whether this address has no try left; asking costs none."""
    limiter: MovingWindowRateLimiter = current_app.extensions["limits"]
    return not limiter.test(limit, what, _address())


def use(limit: RateLimitItem, what: str) -> None:
    """One try is gone."""
    current_app.extensions["limits"].hit(limit, what, _address())


def _address() -> str:
    return request.remote_addr or "unknown"
