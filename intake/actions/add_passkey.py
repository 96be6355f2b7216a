"""Add a passkey to one's own account, or take one away."""

from __future__ import annotations

from datetime import date, datetime

from intake.audit import log
from intake.staff import passkeys
from intake.staff.passkeys import PasskeyAnswer


class NoSuchPasskey(Exception):
    """The member has no such key."""


def add_passkey(member_id: str, answer: PasskeyAnswer, *, today: date, now: datetime) -> None:
    """The key that the browser made stands in for the app; ``WrongPasskey`` where it may not."""
    passkeys.add(member_id, answer, on=today)
    log.record("passkey_added", on=today, member_id=member_id, at=now)


def remove_passkey(passkey_id: str, *, member_id: str, today: date, now: datetime) -> None:
    """The key opens nothing any more; :class:`NoSuchPasskey` where it is none of theirs."""
    if not passkeys.remove(passkey_id, member_id=member_id):
        raise NoSuchPasskey
    log.record("passkey_removed", on=today, member_id=member_id, at=now)
