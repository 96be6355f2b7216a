"""Unlock a member's private key, the team keys granted to it, and the keyring of a session.

Check permissions again under the lock of the team: a colleague may have revoked one.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import ClassVar

from intake.actions.access.moment import Moment
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.keys.models import Grant, SigningGrant
from intake.sealing.at_rest import UnderUnknownKey
from intake.sealing.opening import Opener, open_under
from intake.sealing.seal import Context, SealBroken, seal_under
from intake.sealing.signing import BadRowMac, MacProtected, row_mac_of, set_row_mac, verify_row_mac
from intake.sealing.teams import TeamPrivate, fingerprint
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import (
    Keyring,
    grant_place,
    member_key_place,
    member_public,
    member_wrap,
    pending_sheets_place,
    session_keys_place,
    signing_place,
)
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import store as staff
from intake.staff.models import Invitation, StaffMember
from intake.staff.store import Act, may


def keyring_of(session: StaffSession, token: bytes, installation: str) -> Keyring:
    """Return the keyring of a session, opened with the token of its cookie."""
    place = session_keys_place(session.member_id, installation)
    return Keyring.from_bytes(session.member_id, open_under(token, session.locked_keys, place))


def begin_session(
    member: StaffMember, keyring: Keyring, token: bytes, moment: Moment
) -> StaffSession:
    """Sign the member in: add a session whose keyring is locked under *token*."""
    place = session_keys_place(member.id, moment.installation)
    session = sessions.begin(
        member_id=member.id,
        token_hash=token_hash(token),
        locked_keys=seal_under(token, keyring.to_bytes(), place),
        now=moment.at,
    )
    set_session_mac(session, member)
    return session


def lock_anew(keyring: Keyring, token: bytes, now: datetime, installation: str) -> None:
    """Replace the keyring of the session of this token."""
    session = sessions.find(token_hash(token), now)
    if session is not None and session.member_id == keyring.member_id:
        place = session_keys_place(keyring.member_id, installation)
        session.locked_keys = seal_under(token, keyring.to_bytes(), place)


def open_member_key(
    wrapped: bytes, wrap: bytes, *, device: bytes, member_id: str, installation: str
) -> bytes:
    """Return a member's private key, opened with the wrap half of the password and the device.

    Raise ``SealBroken`` where either is wrong.
    """
    place = member_key_place(member_id, installation)
    return open_under(member_wrap(wrap, device), wrapped, place)


def try_member_key(
    wrapped: bytes, wrap: bytes, *, device: bytes, member_id: str, installation: str
) -> bytes:
    """Return a member's private key; nothing where the device secret is missing or another."""
    try:
        return device and open_member_key(
            wrapped, wrap, device=device, member_id=member_id, installation=installation
        )
    except SealBroken:
        return b""


def open_grants(member_id: str, private_key: bytes, installation: str) -> Keyring:
    """Return a member's own key and all keys granted to it; none for a member who waits."""
    opener, sheets = Opener(private_key), keys.pending_sheets(member_id)
    place = pending_sheets_place(member_id, installation)
    keyring = Keyring(
        member_id=member_id,
        team_keys={},
        own=fingerprint(member_public(private_key)),
        own_private=private_key,
        sheets=b"" if sheets is None else opener.open_sealed(sheets, place),
    )
    return open_newer_grants(keyring, installation)


def open_newer_grants(keyring: Keyring, installation: str) -> Keyring:
    """Return the keyring with what was granted to its member since it was locked.

    Anybody can seal to a member: leave out a key that is not of an epoch that chains to the pin,
    under which the member would seal cards. Raise ``SealBroken`` where one does not open.
    """
    signed = {(team_id, -epoch) for team_id, epoch in keyring.sign_keys}
    if not keyring.own_private or keys.granted_to(keyring.member_id) <= {
        *keyring.team_keys,
        *signed,
    }:
        return keyring
    opener = Opener(keyring.own_private)
    for grant, place in sealed_grants(keyring.member_id, installation):
        epoch = keys.sound_epochs(grant.team_id, installation).get(grant.epoch)
        opened = opener.open_sealed(grant.sealed, place)
        with suppress(ValueError):  # what is no key was sealed by who has none
            held = TeamPrivate.from_bytes(opened)
            if epoch and held.belongs_to(epoch.public):
                keyring = keyring.with_epoch((grant.team_id, grant.epoch), held)
    return keyring


def sealed_grants(
    member_id: str, installation: str
) -> Iterator[tuple[Grant | SigningGrant, Context]]:
    """Yield what is granted to a member, each with its context.

    In the row of a volunteer stands only a vouch, and no key.
    """
    for grant in keys.grants_of(member_id):
        if grant.sealed:
            yield grant, grant_place(grant.team_id, grant.epoch, member_id, installation)
    for signing in keys.signing_grants_of(member_id):
        yield signing, signing_place(signing.team_id, signing.epoch, member_id, installation)


def halfway_place(member_id: str, installation: str, *, awaits_device: bool = False) -> Context:
    """Return the context of what a halfway session holds, under the token of its browser.

    It is the member's private key, or the wrap half of the password while the device secret is
    missing.
    """
    kind = "wrap:halfway-password" if awaits_device else "wrap:halfway-key"
    return Context(installation, kind, row=member_id)


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
    """Return what a reset link is bound to: the number of resets, who asked, and its start."""
    if not link.member_id:
        return ()
    resets = str(log.ends_of(link.member_id, AuditAct.LOST_ACCESS))
    starts = link.starts_at.astimezone(UTC).isoformat() if link.starts_at else ""
    return (resets, link.asked_by or "", starts)


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


class NoLongerMay(Exception):
    """The acting member was disabled or got other roles since they signed in."""


def still_may(member_id: str, act: Act) -> None:
    """Raise :class:`NoLongerMay` where the member may not do this just now.

    Of two who disable each other at one moment, one is left.
    """
    member = staff.find_for_change(member_id)
    if member is None or member.disabled_on is not None or not may(member.roles, act):
        raise NoLongerMay
