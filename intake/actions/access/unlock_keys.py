"""Unlock: a member's private key, the team keys granted to it, and the keyring of a session."""

from __future__ import annotations

from datetime import datetime

from intake.actions.access.login_row_mac import set_session_mac
from intake.keys import store as keys
from intake.sealing.contexts import Context
from intake.sealing.opening import open_sealed, open_under
from intake.sealing.pairs import public_half
from intake.sealing.seal import seal_under
from intake.sealing.teams import TeamPrivate, fingerprint
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import (
    Keyring,
    grant_place,
    member_key_place,
    session_keys_place,
)
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff.models import StaffMember

__all__ = [
    "Keyring",
    "begin_session",
    "halfway_place",
    "keyring_of",
    "lock_anew",
    "open_grants",
    "open_member_key",
]


def keyring_of(session: StaffSession, token: bytes, *, installation: str) -> Keyring:
    """The team keys of a session, with the token that only its cookie has."""
    place = session_keys_place(session.member_id, installation=installation)
    return Keyring.from_bytes(
        session.member_id, open_under(token, session.locked_keys, context=place)
    )


def begin_session(
    member: StaffMember, keyring: Keyring, token: bytes, *, installation: str, now: datetime
) -> StaffSession:
    """The member is signed in: a session's row with the keyring locked under this token."""
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
    """The session of this token has another keyring from now on."""
    session = sessions.find(token_hash(token), now=now)
    if session is not None and session.member_id == keyring.member_id:
        place = session_keys_place(keyring.member_id, installation=installation)
        session.locked_keys = seal_under(token, keyring.to_bytes(), context=place)


def open_member_key(wrapped: bytes, wrap: bytes, *, member_id: str, installation: str) -> bytes:
    """A member's private key, with the half of the password that unwraps."""
    place = member_key_place(member_id, installation=installation)
    return open_under(wrap, wrapped, context=place)


def open_grants(member_id: str, private_key: bytes, *, installation: str) -> Keyring:
    """All team keys granted to a member; none yet for one who waits for a colleague."""
    team_keys, sign_keys = {}, {}
    for grant in keys.grants_of(member_id):
        place = grant_place(grant.team_id, grant.epoch, member_id, installation=installation)
        kept = TeamPrivate.from_bytes(open_sealed(grant.sealed, private_key, context=place))
        team_keys[grant.team_id, grant.epoch] = kept.hpke_private
        sign_keys[grant.team_id, grant.epoch] = kept.sign_private
    own = fingerprint(public_half(private_key))
    return Keyring(member_id=member_id, team_keys=team_keys, sign_keys=sign_keys, own=own)


def halfway_place(member_id: str, *, installation: str) -> Context:
    """Where a member's private key waits for the code, under the token of that browser."""
    return Context(installation=installation, request="", kind="wrap:halfway-key", row=member_id)
