"""Verify and use up a second factor: a code of the app, a recovery code, a passkey."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.access.login_row_mac import (
    own_codes,
    own_key,
    verify_login_row,
    verify_member_row,
)
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.staff import passkeys, recovery_codes, second_factor
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.passkeys import PasskeyAnswer

Factor = str | PasskeyAnswer
"""A code that was typed, or what a passkey said."""


def give_factor(member: StaffMember, factor: Factor, *, today: date, now: datetime) -> None:
    """Verify that the second factor is this member's and unused. Raise its ``WrongCode``.

    Raise ``BadRowMac`` where the desk did not write the row, ``RowRevoked`` where it ended it;
    then nothing may be committed.
    """
    verify_member_row(member)
    if isinstance(factor, PasskeyAnswer):
        verify_login_row(passkeys.use(member.id, factor, on=today), own_key(member))
    elif recovery_codes.is_one(factor):
        used = verify_login_row(recovery_codes.use(member.id, factor), *own_codes(member))
        log.record(AuditAct.RECOVERY_CODE_USED, on=today, member_id=member.id, at=now, ended=used)
    else:
        after = member.totp_last_step
        step = second_factor.step_of(factor, member.totp_secret, after=after, now=now)
        staff.use_step(member, step)
