"""Believe a row by which somebody comes in: the desk wrote it, and nothing ended it since."""

from __future__ import annotations

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.at_rest import UnderUnknownKey
from intake.sealing.opening import SealBroken
from intake.sealing.row_mac import BadRowMac, MacProtected, row_mac_of, set_row_mac, verify_row_mac
from intake.sessions.models import StaffSession
from intake.staff.models import StaffMember


class RowRevoked(SealBroken):
    """What was ended stands in the database again: a member, a password, a key, a code, a link."""


def verify_login_row(row: MacProtected, *also: str) -> bytes:
    """The row's word, to be ended later; ``BadRowMac`` or :class:`RowRevoked` where it is wrong."""
    word = verify_row_mac(row, *also)
    if log.has_ended(word):
        raise RowRevoked
    return word


def verify_member_row(member: StaffMember) -> bytes:
    """The same of an account; one that was disabled stays so, whatever its row says."""
    if log.ends_of(member.id, AuditAct.DISABLED):
        raise RowRevoked
    return verify_login_row(member)


def is_harmed(member: StaffMember) -> bool:
    """Whether others than the desk changed the account; not known where its word is unreadable."""
    try:
        verify_row_mac(member)
    except BadRowMac:
        return True
    except UnderUnknownKey:
        return False
    return False


def own_key(member: StaffMember) -> str:
    """What a member's passkeys hang on: with another pair of keys they are dead."""
    return member.public_key.hex()


def own_codes(member: StaffMember) -> tuple[str, str]:
    """What a member's recovery codes hang on: the same, and how often new ones were made."""
    return own_key(member), str(log.ends_of(member.id, AuditAct.RECOVERY_CODES_MADE))


def own_links(member_id: str) -> tuple[str, ...]:
    """What a member's link for a new password hangs on: how often theirs was reset."""
    return (str(log.ends_of(member_id, AuditAct.LOST_ACCESS)),) if member_id else ()


def set_session_mac(session: StaffSession, member: StaffMember) -> None:
    """Give a session its word: for this member, this account, these roles."""
    set_row_mac(session, *_standing(member))


def verify_session_row(session: StaffSession, member: StaffMember) -> None:
    """Raise where the session, the account or the roles are not what they were when it began."""
    verify_row_mac(session, *_standing(member))
    if log.has_ended(row_mac_of(member)):
        raise RowRevoked


def is_session_verified(session: StaffSession, member: StaffMember) -> bool:
    """Whether it is what it was, where nothing more is asked of it than whose browser this is."""
    try:
        verify_session_row(session, member)
    except SealBroken:
        return False
    return True


def _standing(member: StaffMember) -> tuple[str, ...]:
    return (row_mac_of(member).decode(), member.team_id, *member.roles)
