"""Make recovery codes, and record that the member saved them."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.access.login_row_mac import own_codes
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.row_mac import set_row_mac
from intake.sealing.seal import new_key
from intake.staff import recovery_codes
from intake.staff import store as staff
from intake.staff.models import StaffMember


def renew_codes(member: StaffMember, *, today: date, now: datetime) -> tuple[str, ...]:
    """Make ten new codes; older ones no longer work, even if put back into the database."""
    staff.find_for_change(member.id)
    codes = recovery_codes.renew(member.id)
    log.record(AuditAct.RECOVERY_CODES_MADE, on=today, member_id=member.id, at=now, ended=new_key())
    hang_on = own_codes(member)
    for code_row in recovery_codes.of(member.id):
        set_row_mac(code_row, *hang_on)
    return codes


def confirm_codes(member: StaffMember) -> None:
    """Record that the member saved the codes."""
    recovery_codes.keep(member.id)
