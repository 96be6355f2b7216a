"""Admit new requests in turns while one network, or all together, begin too many.

Whoever comes then gets a page with a *turn*: a value that this server signed, for this network, and
that the page's form posts again. From :data:`WAIT` seconds on, each turn begins one request, as
many at a time as :data:`PACE` says. Nothing is stored for a turn that waits, nobody has to solve a
puzzle, and no script is needed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits import (
    RateLimitItem,
    RateLimitItemPerHour,
    RateLimitItemPerMinute,
    RateLimitItemPerSecond,
)
from werkzeug.exceptions import TooManyRequests

from intake import clock
from intake.settings import Settings
from intake.traffic import crowding
from intake.web import limits
from intake.web.limits.networks import address, is_local, is_on_own_machine, network_or_address

FIELD = "turn"
WAIT = 8
"""Seconds until a turn begins a request. The page says ten, as people read it meanwhile."""

LIVES = 1800
"""Seconds after which a turn is worth nothing."""

PACE = RateLimitItemPerSecond(10, 10)
"""Requests that people of one address may begin by turns."""

SLOW_PACE = RateLimitItemPerMinute(3)
"""The same while there are very many unsent requests."""

SLOW_PACE_OF_ALL = RateLimitItemPerMinute(12)
"""Requests that begin then, of all networks together: 17,000 a day."""

ONCE = RateLimitItemPerHour(1)


class WaitForTurn(TooManyRequests):
    """Too many begin a request right now. ``turn`` is for the form of the page that is shown."""

    def __init__(self, turn: str) -> None:
        super().__init__()
        self.turn = turn


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that was shown by this server to this network, and how many seconds ago."""

    text: str
    number: str
    age: timedelta


def begin_or_wait() -> None:
    """Use a try for a new request. Raise :class:`WaitForTurn` if none is left."""
    if is_local() and is_on_own_machine():
        return
    is_full = crowding.is_noted(now=clock.now())
    if not is_full and _has_room():
        return
    turn = _posted_turn()
    if turn is None:
        raise WaitForTurn(_serializer().dumps(secrets.token_hex(8)))
    if turn.age < timedelta(seconds=WAIT) or not _use(turn, is_full=is_full):
        raise WaitForTurn(turn.text)


def _has_room() -> bool:
    """Use a try of this network and one of all. The network's limit is before that of all."""
    if not limits.take(limits.NEW_REQUESTS, "begin"):
        return False
    return limits.counter().hit(limits.ALL_NEW_REQUESTS, "begin", "all")


def _posted_turn() -> Turn | None:
    """Return the turn in this form, unless it is none, too old, used, or of another network."""
    text = request.form.get(FIELD, "")
    try:
        number, shown = _serializer().loads(text, max_age=LIVES, return_timestamp=True)
    except BadSignature:
        return None
    turn = Turn(text, str(number), clock.now() - shown)
    return turn if limits.counter().test(ONCE, FIELD, turn.number) else None


def _use(turn: Turn, *, is_full: bool) -> bool:
    """Use the turn, if it is not too early for one of this address."""
    pace: RateLimitItem = SLOW_PACE if is_full else PACE
    counter = limits.counter()
    if not counter.hit(pace, FIELD, address()):
        return False
    if is_full and not counter.hit(SLOW_PACE_OF_ALL, FIELD, "all"):
        return False
    return counter.hit(ONCE, FIELD, turn.number)


def _serializer() -> URLSafeTimedSerializer:
    """Return what signs turns for this network."""
    settings: Settings = current_app.config["SETTINGS"]
    keys = [*reversed(settings.secret_key_fallbacks), settings.secret_key]
    return URLSafeTimedSerializer(keys, salt=f"turn of {network_or_address()}")
