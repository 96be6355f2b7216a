"""Log a refused sign-in, and end the session of the fifth wrong second factor."""

from __future__ import annotations

import logging
from datetime import date, datetime

from intake.actions.access.login_row_mac import is_tampered
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.outbox import letters
from intake.sealing.tokens import token_hash
from intake.sessions import store as sessions
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
        if member is not None and is_tampered(member):
            logger.error("account harmed", extra={"member_id": member_id})
            log.record(AuditAct.SEAL_BROKEN, on=today)


def note_wrong_factor(
    member_id: str, token: bytes, *, secrets: tuple[str, ...], today: date, now: datetime
) -> bool:
    """Log a wrong second factor; return true where it was the fifth and ended the session.

    The session is the one of *token*, halfway or whole. The member is told by email.
    """
    log.record(AuditAct.FACTOR_REFUSED, on=today, member_id=member_id, at=now)
    member = staff.find_for_change(member_id)
    if member is None or not login_throttle.count_wrong_factor(
        look_ups(member.email, secrets=secrets)[0], now=now
    ):
        return False
    sessions.end_after_wrong_factors(token_hash(token), member_id=member.id)
    letters.wrong_factors(member_id=member.id, team_id=member.team_id, queued_on=today)
    log.record(AuditAct.FACTORS_EXHAUSTED, on=today, member_id=member.id, at=now)
    return True
