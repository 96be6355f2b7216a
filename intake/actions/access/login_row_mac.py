"""Verify a row that grants access: the desk wrote it, and the audit log names no end of it."""

from __future__ import annotations

from datetime import UTC
from typing import ClassVar

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.at_rest import UnderUnknownKey
from intake.sealing.opening import SealBroken
from intake.sealing.row_mac import BadRowMac, MacProtected, row_mac_of, set_row_mac, verify_row_mac
from intake.sessions.models import StaffSession
from intake.staff.models import Invitation, StaffMember


class RowRevoked(SealBroken):
    """A revoked row is in the database again: a member, a password, a key, a code or a link."""

    code: ClassVar[str] = "row_revoked"


def verify_login_row(row: MacProtected, *also: str) -> bytes:
    """Verify and return the MAC of a row. Raise ``BadRowMac`` or :class:`RowRevoked`."""
    mac = verify_row_mac(row, *also)
    if log.has_ended(mac):
        raise RowRevoked
    return mac


def verify_member_row(member: StaffMember) -> bytes:
    """Verify and return the MAC of a member's row.

    Raise `BadRowMac`, and `RowRevoked` if the log says that the member was deactivated.
    """
    if log.ends_of(member.id, AuditAct.DISABLED):
        raise RowRevoked
    return verify_login_row(member)


def is_tampered(member: StaffMember) -> bool:
    """Return true if the account was changed outside the desk; false for an unreadable MAC."""
    try:
        verify_row_mac(member)
    except BadRowMac:
        return True
    except UnderUnknownKey:
        return False
    return False


def own_key(member: StaffMember) -> str:
    """Return what a member's passkeys are bound to: their key pair."""
    return member.public_key.hex()


def own_codes(member: StaffMember) -> tuple[str, str]:
    """Return what recovery codes are bound to: the key pair, and how often codes were made."""
    return own_key(member), str(log.ends_of(member.id, AuditAct.RECOVERY_CODES_MADE))


def own_link(link: Invitation) -> tuple[str, ...]:
    """Return what a reset link is bound to: the number of resets, who asked, and its start.

    Links of releases before resets waited name nobody who asked, and are bound to the number alone.
    """
    if not link.member_id:
        return ()
    resets = str(log.ends_of(link.member_id, AuditAct.LOST_ACCESS))
    if not link.asked_by:
        return (resets,)
    starts = link.starts_at.astimezone(UTC).isoformat() if link.starts_at else ""
    return (resets, link.asked_by, starts)


def set_session_mac(session: StaffSession, member: StaffMember) -> None:
    """Write the row MAC of a session, bound to the member's row, team and roles."""
    set_row_mac(session, *_standing(member))


def verify_session_row(session: StaffSession, member: StaffMember) -> None:
    """Raise where the session, the account or the roles are not what they were when it began."""
    verify_row_mac(session, *_standing(member))
    if log.has_ended(row_mac_of(member)):
        raise RowRevoked


def is_session_verified(session: StaffSession, member: StaffMember) -> bool:
    """Return true if the session row is genuine, to tell whose browser this is."""
    try:
        verify_session_row(session, member)
    except SealBroken:
        return False
    return True


def _standing(member: StaffMember) -> tuple[str, ...]:
    return (row_mac_of(member).decode(), member.team_id, *member.roles)
