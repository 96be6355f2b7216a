"""Make recovery codes, and hear that they were kept."""

from __future__ import annotations

from datetime import date, datetime

from intake.audit import log
from intake.staff import recovery_codes
from intake.staff.models import StaffMember


def renew_codes(member: StaffMember, *, today: date, now: datetime) -> tuple[str, ...]:
    """Ten new codes, told this once; those of before are dead."""
    log.record("recovery_codes_made", on=today, member_id=member.id, at=now)
    return recovery_codes.renew(member.id)


def keep_codes(member: StaffMember) -> None:
    """The member has the codes on paper, or where they keep their passwords."""
    recovery_codes.keep(member.id)
