"""Count tries to sign in: a wait after several, told in words, and never a lock for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from intake.extensions import db
from intake.staff.models import SignInTry

MOST = 5
WINDOW = timedelta(minutes=15)


class TooManyTries(Exception):
    """Somebody tried an account too often; ``wait`` is how long until the next try counts."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


def take(who: bytes, kind: str, *, now: datetime) -> None:
    """Count one try at this account, before it is known whether it is right.

    A try that is refused is not counted, so that the wait ends for who keeps trying.
    """
    db.session.execute(delete(SignInTry).where(SignInTry.at <= now - WINDOW))
    wanted = select(SignInTry.at).where(SignInTry.who == who, SignInTry.kind == kind)
    tried = list(db.session.scalars(wanted.order_by(SignInTry.at)))
    if len(tried) >= MOST:
        raise TooManyTries(tried[-MOST] + WINDOW - now)
    db.session.add(SignInTry(who=who, kind=kind, at=now))


def forget(who: bytes) -> None:
    """Whose account it is came in."""
    db.session.execute(delete(SignInTry).where(SignInTry.who == who))
