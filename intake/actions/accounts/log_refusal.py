"""Log a refused sign-in, so that guessing at an account is noticed."""

from __future__ import annotations

import logging
from datetime import date, datetime

from intake.actions.access.login_row_mac import is_harmed
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.staff import login_throttle
from intake.staff import store as staff
from intake.staff.addresses import look_ups

logger = logging.getLogger(__name__)


def note_wrong_password(
    email: str, member_id: str, *, secrets: tuple[str, ...], today: date, now: datetime
) -> None:
    """Log a wrong password. An empty ``member_id`` means that there is no such account.

    Then the log says nothing, and as much is written all the same: no clock tells which it was.
    Where somebody changed the account in the database, the right password is wrong too: who gives
    it hears what is said of any wrong one, and the desk hears that the account was harmed.
    """
    login_throttle.note_refused(look_ups(email, secrets=secrets)[0], now=now)
    if member_id:
        log.record(AuditAct.SIGN_IN_REFUSED, on=today, member_id=member_id, at=now)
        member = staff.find(member_id)
        if member is not None and is_harmed(member):
            logger.error("account harmed", extra={"member_id": member_id})
            log.record(AuditAct.SEAL_BROKEN, on=today)


def note_wrong_factor(member_id: str, *, today: date, now: datetime) -> None:
    """Somebody had this account's password or its desk, and not its second factor."""
    log.record(AuditAct.FACTOR_REFUSED, on=today, member_id=member_id, at=now)
