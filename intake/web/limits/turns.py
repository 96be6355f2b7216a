"""Admit people in turns while their network, or all together, begin or try too much.

Whoever comes then gets a page with a *turn*: a value that this server signed, for this browser, and
that the page's form posts again. From :data:`WAIT` seconds on, each turn begins one request, or
tries one return code, as many at a time as :data:`PACE` and :data:`CODE_PACE` say. Nothing is
stored for a turn that waits, nobody has to solve a puzzle, and no script is needed. A turn is worth
the same in each network, because mobile carriers may send each request of a phone from another
address; the pace is that of the network.

Who finds the line of those who try codes full gets a turn too, from any network, and so does who
finds that of those who make codes full: it tells since when they wait, so that they stand before
all who came later.
"""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import TooManyRequests

from intake import clock
from intake.actions.application.make_return_code import KeyedCode, Visitor, make_code
from intake.frozen import record
from intake.sealing.tokens import token_hash
from intake.traffic import arrivals
from intake.web import app_context, limits
from intake.web.limits.counters import Limit
from intake.web.limits.networks import is_local, site, subscriber

FIELD = "turn"
WAIT = 8
"""Seconds until a turn begins a request. The page says ten, as people read it meanwhile."""

DUE = "due since"
"""Begins the number of a turn that stands for a used one: its time was waited for already. The
second of that time ends the number."""

LIVES = 1800
"""Seconds after which a turn is worth nothing."""

PACE = Limit(10, timedelta(seconds=10))
"""Requests that people of one IPv4 address, or of one IPv6 /64, may begin by turns."""

CODE_PACE = Limit(5, timedelta(seconds=10))
"""Return codes that people of one IPv4 address, or of one IPv6 /64, may try by turns."""

SLOW_PACE = Limit(3, timedelta(minutes=1))
"""The same while there are very many unsent requests."""

SLOW_PACE_OF_ALL = Limit(6, timedelta(minutes=1))
"""Requests that begin then, of all networks together."""

SLOW_PACE_OF_FEW = Limit(6, timedelta(minutes=1))
"""Requests more that begin then, of networks with less than :data:`FEW`: 17,000 a day in all."""

FEW = Limit(5, timedelta(hours=1))
"""Requests that a /24 or /48 begins then in an hour before it counts as one that begins many."""


class WaitForTurn(TooManyRequests):
    """Too many begin a request right now. ``turn`` is for the form of the page that is shown."""

    def __init__(self, turn: str) -> None:
        super().__init__()
        self.turn = turn


class WaitToTryCode(WaitForTurn):
    """Too many wrong return codes came from this network."""


@record
class Turn:
    """A turn that was shown by this server to this browser, and how long ago."""

    text: str
    number: str
    age: timedelta
    is_used: bool = False

    @property
    def is_due(self) -> bool:
        """Return true if its time was waited for."""
        return self.age >= timedelta(seconds=WAIT) or self.number.startswith(DUE)


def begin_or_wait(browser: bytes) -> None:
    """Use a try for a new request. Raise :class:`WaitForTurn` if none is left.

    *browser* is the token in the cookie of the visitor, for whom a turn is signed.
    """
    if is_local() and app_context.settings().loopback:
        return
    is_full = arrivals.is_noted(clock.now())
    if not is_full and _has_room():
        return
    turn = place(browser)
    if turn.is_due:
        has_place = _take_slowly() if is_full else limits.counter().hit(PACE, FIELD, subscriber())
        if has_place and _use(turn):
            return
    raise WaitForTurn(turn.text)


def try_code_or_wait(browser: bytes, wrong_codes: int) -> Turn:
    """Return the turn by which a code is tried: that of the form, or one that begins now.

    It is used if this network tried too many *wrong_codes*. Raise :class:`WaitToTryCode` if it is
    not due then.
    """
    turn = place(browser)
    if wrong_codes < limits.WRONG_CODES.tries or limits.has_no_limit():
        return turn
    has_place = turn.is_due and limits.counter().hit(CODE_PACE, "code in turn", subscriber())
    if not has_place or not _use(turn):
        raise WaitToTryCode(turn.text)
    return replace(turn, is_used=True)


def place(browser: bytes) -> Turn:
    """Return the turn in this form, or one that begins now: it tells since when its visitor waits.

    It need not be due for a line in which people wait anyway.
    """
    if turn := _posted_turn(browser):
        return turn
    number = secrets.token_hex(8)
    return Turn(_serializer(browser).dumps(number), number, timedelta(0))


def code_in_turn(door_token: bytes, installation: str) -> KeyedCode:
    """Make a code for a visitor, before all who came later. Raise ``TooManyWaiting``."""
    waited = place(door_token).age.total_seconds()
    visitor = Visitor(network=limits.known_site(), waited=waited)
    return make_code(visitor, installation)


def given_back(turn: Turn, browser: bytes) -> str:
    """Return the text of a turn that was in vain; of one that is due, for one that was used."""
    if not turn.is_used:
        return turn.text
    since = int((clock.now() - turn.age).timestamp())
    return _serializer(browser).dumps(f"{DUE} {secrets.token_hex(8)} {since}")


def _has_room() -> bool:
    """Use a try of this network and one of all. The network's limit is before that of all."""
    counter = limits.counter()
    if not counter.test(limits.ALL_NEW_REQUESTS, "begin", "all"):
        return False
    if not limits.take(limits.NEW_REQUESTS, "begin"):
        return False
    return counter.hit(limits.ALL_NEW_REQUESTS, "begin", "all")


def _posted_turn(browser: bytes) -> Turn | None:
    """Return the turn in this form, unless it is none, too old, used, or of another browser."""
    text = request.form.get(FIELD, "")
    try:
        number, shown = _serializer(browser).loads(text, max_age=LIVES, return_timestamp=True)
    except BadSignature:
        return None
    number = str(number)
    if number.startswith(DUE):
        shown = datetime.fromtimestamp(int(number.split()[-1]), UTC)
    turn = Turn(text, number, max(clock.now() - shown, timedelta(0)))
    return turn if limits.counter().test(limits.ONCE_AN_HOUR, FIELD, turn.number) else None


def _use(turn: Turn) -> bool:
    """Use the turn. Return whether it was unused."""
    return limits.counter().hit(limits.ONCE_AN_HOUR, FIELD, turn.number)


def _take_slowly() -> bool:
    """Use a try of all, if it is not too early for one of this address or IPv6 network.

    Networks that began few lately have tries of their own, so that a few networks that post all
    the time do not take the tries of everybody.
    """
    counter, network = limits.counter(), site()
    if not counter.test(SLOW_PACE, FIELD, subscriber()):
        return False
    is_of_few = counter.test(FEW, FIELD, network) and counter.hit(SLOW_PACE_OF_FEW, FIELD, "few")
    if not is_of_few and not counter.hit(SLOW_PACE_OF_ALL, FIELD, "all"):
        return False
    counter.hit(FEW, FIELD, network)
    return counter.hit(SLOW_PACE, FIELD, subscriber())


def _serializer(browser: bytes) -> URLSafeTimedSerializer:
    """Return what signs turns for this browser."""
    keys = app_context.secrets()[::-1]
    return URLSafeTimedSerializer(keys, salt=f"turn of {token_hash(browser).hex()}")
