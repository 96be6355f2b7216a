"""Add a passkey to one's own account, or remove one."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.access.login_row_mac import own_key
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.row_mac import row_mac_of, set_row_mac
from intake.staff import passkeys
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.passkeys import PasskeyAnswer


class NoSuchPasskey(Exception):
    """The member has no such key."""


class OnlyFactor(Exception):
    """The member has no app and no other key: without this one they would not come in again."""


def add_passkey(member: StaffMember, answer: PasskeyAnswer, *, today: date, now: datetime) -> None:
    """Add a passkey as a second factor. Raise ``WrongPasskey``."""
    set_row_mac(passkeys.add(member.id, answer, on=today), own_key(member))
    log.record(AuditAct.PASSKEY_ADDED, on=today, member_id=member.id, at=now)


def remove_passkey(passkey_id: str, *, member_id: str, today: date, now: datetime) -> None:
    """Remove a passkey.

    Raise :class:`NoSuchPasskey` where it is none of theirs, and :class:`OnlyFactor`.
    """
    member = staff.find_for_change(member_id)
    if member is not None and is_only_factor(member):
        raise OnlyFactor
    if (removed := passkeys.remove(passkey_id, member_id=member_id)) is None:
        raise NoSuchPasskey
    log.record(
        AuditAct.PASSKEY_REMOVED, on=today, member_id=member_id, at=now, ended=row_mac_of(removed)
    )


def is_only_factor(member: StaffMember) -> bool:
    """Return true if the member has no app and exactly one passkey."""
    return not staff.has_app(member) and len(passkeys.of(member.id)) == 1
