"""Throttle sign-in attempts: a wait after several, shown in words, never a permanent lock."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from intake.extensions import all_rows, count_rows, db, delete_rows, lock_table
from intake.staff.models import SignInTry

MOST = 5
"""Tries at one account in a quarter of an hour."""
MOST_OF_NETWORK = 30
"""Tries from one network at all accounts: enough for an office that begins its day."""
MOST_OVERALL = 300
"""Tries at all accounts together, for browsers that nobody signed in at lately."""
NETWORK = "network"
"""The kind of the rows that count the tries of a network."""
WINDOW = timedelta(minutes=15)
MOST_WRONG_FACTORS = 5
"""Wrong second factors for an account, since its last right one, that end a session."""
WRONG_FACTOR = "factor"
"""The kind of the rows that count them, for a day and not for :data:`WINDOW`."""
FACTOR_WINDOW = timedelta(days=1)


class TooManyTries(Exception):
    """Somebody tried an account too often; ``wait`` is how long until the next try counts."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


def take(
    who: bytes, kind: str, *, now: datetime, known: bool = False, network: bytes = b""
) -> None:
    """Count one try at this account from this network, before it is known whether it is right.

    A try that is refused is not counted, so that the wait ends for who keeps trying, nor is one
    from before a clock was set back: nobody waits until it is so late again. A browser that is
    ``known`` as the member's own waits for its own tries alone, so that somebody who
    tries many accounts does not lock the desk for those who work there. For all others the limit
    of their network comes before the limit of all, so that one network does not use up the latter.
    """
    lock_table(SignInTry)  # two processes never count at the same moment
    _discard_old(SignInTry.kind != WRONG_FACTOR, WINDOW, now)
    of_kind = SignInTry.kind == kind
    _wait(MOST, of_kind, SignInTry.who == who, now=now)
    if not known and network:  # one that is unknown has no limit of its own
        _wait(MOST_OF_NETWORK, SignInTry.kind == NETWORK, SignInTry.who == network, now=now)
        db.session.add(SignInTry(who=network, kind=NETWORK, at=now))
    if not known:
        _wait(MOST_OVERALL, of_kind, now=now)
    db.session.add(SignInTry(who=who, kind=kind, at=now))


def give_back(who: bytes, kind: str, *, network: bytes = b"") -> None:
    """Delete the latest try that was counted: nobody found out whether it was right."""
    _delete_latest(who, kind)
    if network:
        _delete_latest(network, NETWORK)


def _delete_latest(who: bytes, kind: str) -> None:
    counted = (SignInTry.who == who) & (SignInTry.kind == kind)
    latest = select(SignInTry.id).where(counted).order_by(SignInTry.at.desc()).limit(1)
    delete_rows(SignInTry, SignInTry.id == latest.scalar_subquery())


def count_wrong_factor(who: bytes, now: datetime) -> bool:
    """Count a wrong second factor; return true at the fifth since the last right one, within a day.

    The account is counted and not the session, so that an attacker who has the password gains
    nothing by beginning another session before the fifth. After the fifth, counting begins anew.
    """
    lock_table(SignInTry)  # two processes never count at the same moment
    _discard_old(SignInTry.kind == WRONG_FACTOR, FACTOR_WINDOW, now)
    db.session.add(SignInTry(who=who, kind=WRONG_FACTOR, at=now))
    db.session.flush()
    counted = (SignInTry.who == who) & (SignInTry.kind == WRONG_FACTOR)
    if count_rows(SignInTry, counted) < MOST_WRONG_FACTORS:
        return False
    delete_rows(SignInTry, counted)
    return True


def note_refused(who: bytes, now: datetime) -> None:
    """Mark an attempt as refused; it counts the same."""
    db.session.add(SignInTry(who=who, kind="refused", at=now))


def forget(who: bytes) -> None:
    """Delete the counted attempts of an account that was signed in to."""
    delete_rows(SignInTry, SignInTry.who == who)


def _discard_old(which: ColumnElement[bool], window: timedelta, now: datetime) -> None:
    """Delete counted attempts older than *window*, or from before a clock was set back."""
    far = (SignInTry.at <= now - window) | (SignInTry.at > now + window)
    delete_rows(SignInTry, which, far)


def _wait(most: int, *tries: ColumnElement[bool], now: datetime) -> None:
    """Refuse where so many of these have been, until enough of them are old."""
    tried = all_rows(SignInTry.at, *tries, by=(SignInTry.at,))
    if len(tried) >= most:
        raise TooManyTries(tried[-most] + WINDOW - now)
