"""Note that a member has their printed sheets; recovery sheets are then forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from intake.actions.access.unlock_keys import lock_anew
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import Keyring
from intake.sessions import store as sessions
from intake.staff.models import StaffMember


def confirm_sign_in_sheet(member: StaffMember, *, today: date, now: datetime) -> None:
    """Note that the member typed groups of their sign-in sheet: it is not shown again."""
    member.sheet_kept_on = today
    log.record(AuditAct.SIGN_IN_SHEET_KEPT, on=today, member_id=member.id, at=now)


def confirm_recovery_sheets(
    keyring: Keyring, token: bytes, *, installation: str, today: date, now: datetime
) -> None:
    """Delete the secrets of the recovery sheets, of which the first member typed groups.

    The member's other sessions end, because their keyrings hold the secrets too.
    """
    keys.discard_pending_sheets(keyring.member_id)
    sessions.end_others(keyring.member_id, but=token_hash(token))
    lock_anew(replace(keyring, sheets=b""), token, installation=installation, now=now)
    log.record(AuditAct.RECOVERY_SHEETS_TAKEN, on=today, member_id=keyring.member_id, at=now)
