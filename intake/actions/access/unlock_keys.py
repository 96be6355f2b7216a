"""Unlock a member's private key, the team keys granted to it, and the keyring of a session."""

from __future__ import annotations

from datetime import datetime

from intake.actions.access.login_row_mac import set_session_mac
from intake.keys import store as keys
from intake.sealing.contexts import Context
from intake.sealing.opening import Opener, SealBroken, open_under
from intake.sealing.pairs import public_half
from intake.sealing.seal import seal_under
from intake.sealing.teams import TeamPrivate, fingerprint
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import (
    Keyring,
    grant_place,
    member_key_place,
    member_wrap,
    pending_sheets_place,
    session_keys_place,
    signing_place,
)
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff.models import StaffMember


def keyring_of(session: StaffSession, token: bytes, *, installation: str) -> Keyring:
    """Return the keyring of a session, opened with the token of its cookie."""
    place = session_keys_place(session.member_id, installation=installation)
    return Keyring.from_bytes(
        session.member_id, open_under(token, session.locked_keys, context=place)
    )


def begin_session(
    member: StaffMember, keyring: Keyring, token: bytes, *, installation: str, now: datetime
) -> StaffSession:
    """Sign the member in: add a session whose keyring is locked under *token*."""
    place = session_keys_place(member.id, installation=installation)
    session = sessions.begin(
        member_id=member.id,
        token_hash=token_hash(token),
        locked_keys=seal_under(token, keyring.to_bytes(), context=place),
        now=now,
    )
    set_session_mac(session, member)
    return session


def lock_anew(keyring: Keyring, token: bytes, *, installation: str, now: datetime) -> None:
    """Replace the keyring of the session of this token."""
    session = sessions.find(token_hash(token), now=now)
    if session is not None and session.member_id == keyring.member_id:
        place = session_keys_place(keyring.member_id, installation=installation)
        session.locked_keys = seal_under(token, keyring.to_bytes(), context=place)


def open_member_key(
    wrapped: bytes, wrap: bytes, *, device: bytes = b"", member_id: str, installation: str
) -> bytes:
    """Return a member's private key, opened with the wrap half of the password and the device.

    Rows of members who have not moved to a device secret open with an empty *device*. Raise
    ``SealBroken`` where either is wrong.
    """
    place = member_key_place(member_id, installation=installation, with_device=bool(device))
    return open_under(member_wrap(wrap, device), wrapped, context=place)


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


def open_grants(member_id: str, private_key: bytes, *, installation: str) -> Keyring:
    """Return a member's own key and all keys granted to it; none for a member who waits."""
    opener, sheets = Opener(private_key), keys.pending_sheets(member_id)
    place = pending_sheets_place(member_id, installation=installation)
    keyring = Keyring(
        member_id=member_id,
        team_keys={},
        own=fingerprint(public_half(private_key)),
        own_private=private_key,
        sheets=b"" if sheets is None else opener.open_sealed(sheets, context=place),
    )
    for grants, place_of in (
        (keys.grants_of(member_id), grant_place),
        (keys.signing_grants_of(member_id), signing_place),
    ):
        for grant in grants:
            if not grant.sealed:  # the row of a volunteer, in which only a vouch stands
                continue
            place = place_of(grant.team_id, grant.epoch, member_id, installation=installation)
            held = TeamPrivate.from_bytes(opener.open_sealed(grant.sealed, context=place))
            keyring = keyring.with_epoch((grant.team_id, grant.epoch), held)
    return keyring


def halfway_place(member_id: str, *, installation: str, awaits_device: bool = False) -> Context:
    """Return the context of what a halfway session holds, under the token of its browser.

    It is the member's private key, or the wrap half of the password while the device secret is
    missing.
    """
    kind = "wrap:halfway-password" if awaits_device else "wrap:halfway-key"
    return Context(installation=installation, request="", kind=kind, row=member_id)
