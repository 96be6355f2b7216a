"""Add and find halfway sessions: after the password, before the second factor."""

from __future__ import annotations

from datetime import datetime

from intake.actions.access.unlock_keys import halfway_place
from intake.sealing.row_mac import row_mac_of, set_row_mac
from intake.sealing.seal import seal_under
from intake.sealing.tokens import token_hash
from intake.sessions import store as sessions
from intake.sessions.models import HalfwaySession
from intake.staff import store as staff
from intake.staff.models import StaffMember


class NotHalfway(Exception):
    """This browser gave no password, or too long ago: sign-in begins again."""


def begin_halfway(
    member: StaffMember,
    secret: bytes,
    token: bytes,
    *,
    awaits_device: bool = False,
    installation: str,
    now: datetime,
) -> None:
    """Begin a halfway session for *token* that holds *secret*: see ``halfway_place``."""
    place = halfway_place(member.id, installation=installation, awaits_device=awaits_device)
    halfway = HalfwaySession(
        token_hash=token_hash(token),
        member_id=member.id,
        locked_key=seal_under(token, secret, context=place),
        awaits_device=awaits_device,
    )
    set_row_mac(sessions.begin_halfway(halfway, now=now), row_mac_of(member).decode())


def halfway_member_id(token: bytes, *, now: datetime) -> str:
    """Return the member of this token's halfway session, whose row is not locked; or nothing."""
    halfway = sessions.find_halfway(token_hash(token), now=now)
    return halfway.member_id if halfway else ""


def find_halfway(token: bytes, *, now: datetime) -> tuple[HalfwaySession, StaffMember]:
    """Return the halfway session of this token and its member; raise :class:`NotHalfway`."""
    halfway = sessions.find_halfway(token_hash(token), now=now)
    member = staff.find_for_change(halfway.member_id) if halfway else None
    if halfway is None or member is None or member.disabled_on is not None:
        raise NotHalfway
    return halfway, member
