"""Write down that somebody was refused at the door, so that guessing at an account is noticed."""

from __future__ import annotations

from datetime import date, datetime

from intake.audit import log
from intake.staff import tries
from intake.staff.addresses import look_ups


def note_wrong_password(
    email: str, member_id: str, *, secrets: tuple[str, ...], today: date, now: datetime
) -> None:
    """The password was wrong. With an empty ``member_id`` there is no such account.

    Then the log says nothing, and as much is written all the same: no clock tells which it was.
    """
    tries.note_refused(look_ups(email, secrets=secrets)[0], now=now)
    if member_id:
        log.record("sign_in_refused", on=today, member_id=member_id, at=now)


def note_wrong_factor(member_id: str, *, today: date, now: datetime) -> None:
    """Somebody had this account's password or its desk, and not its second factor."""
    log.record("factor_refused", on=today, member_id=member_id, at=now)
