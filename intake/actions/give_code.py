"""Give a code as the second factor: the authenticator's, or a recovery code. Each is used up."""

from __future__ import annotations

from datetime import date, datetime

from intake.audit import log
from intake.staff import recovery_codes, second_factor
from intake.staff import store as staff
from intake.staff.models import StaffMember


def give_code(member: StaffMember, typed: str, *, today: date, now: datetime) -> None:
    """The code is this member's and was never used; else ``WrongCode`` of the second factor."""
    if recovery_codes.is_one(typed):
        recovery_codes.use(member.id, typed)
        log.record("recovery_code_used", on=today, member_id=member.id, at=now)
        return
    after = member.totp_last_step
    staff.use_step(member, second_factor.step_of(typed, member.totp_secret, after=after, now=now))
