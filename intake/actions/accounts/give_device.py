"""Give a browser a member's device secret, and move members to one who have none."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.access.login_row_mac import verify_member_row
from intake.actions.access.unlock_keys import halfway_place, try_member_key
from intake.actions.accounts.halfway import NotHalfway, begin_halfway, find_halfway
from intake.actions.accounts.save_pending_form import carry_typed
from intake.actions.keys.renew_pair import renew_pair
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.opening import open_under
from intake.sealing.row_mac import row_mac_of, set_row_mac, verify_row_mac
from intake.sealing.seal import seal_under
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import (
    member_key_place,
    member_wrap,
    needs_device,
    new_member_keys,
    salt_with_device,
)
from intake.sessions import store as sessions
from intake.staff import store as staff
from intake.staff.models import StaffMember


class WrongSheet(Exception):
    """This is the code of another sign-in sheet than the member's newest."""


def member_awaiting_device(token: bytes, *, now: datetime) -> str:
    """Return the member who must give the sign-in sheet here; raise :class:`NotHalfway`."""
    halfway, member = find_halfway(token, now=now)
    if not halfway.awaits_device:
        raise NotHalfway
    return member.id


def give_device(
    device: bytes, token: bytes, *, becomes: bytes, installation: str, today: date, now: datetime
) -> None:
    """Open the private key with the code of the sign-in sheet; *becomes* is halfway from then on.

    Raise :class:`NotHalfway` and :class:`WrongSheet`, ``BadRowMac`` and ``RowRevoked``.
    """
    halfway, member = find_halfway(token, now=now)
    verify_row_mac(halfway, row_mac_of(member).decode())
    verify_member_row(member)
    place = halfway_place(member.id, installation=installation, awaits_device=True)
    wrap = open_under(token, halfway.locked_key, context=place)
    private_key = try_member_key(
        member.wrapped_private_key,
        wrap,
        device=device,
        member_id=member.id,
        installation=installation,
    )
    if not private_key:
        raise WrongSheet
    carry_typed(
        token, to=becomes, member_id=member.id, installation=installation, today=today, now=now
    )
    sessions.end(token_hash(token))
    begin_halfway(member, private_key, becomes, installation=installation, now=now)


def is_to_move(member_id: str) -> bool:
    """Return true if the member's key still needs the password alone."""
    member = staff.find(member_id)
    return member is not None and not needs_device(member.password_salt)


def move_to_device(
    member: StaffMember,
    private_key: bytes,
    wrap: bytes,
    device: bytes,
    *,
    installation: str,
    today: date,
    now: datetime,
) -> bytes:
    """Give a member whose key the password alone opens a new one, under password and device secret.

    Return the new private key. The caller has locked the team's keys (``lock_keys_of``). The log
    revokes the row as it was, so that restoring it is refused.
    """
    ended = verify_member_row(member)
    pair = new_member_keys()
    renew_pair(member, private_key, pair, installation=installation)
    place = member_key_place(member.id, installation=installation)
    member.password_salt = salt_with_device(member.password_salt)
    member.wrapped_private_key = seal_under(member_wrap(wrap, device), pair.private, context=place)
    member.sheet_kept_on = None
    set_row_mac(member)
    log.record(AuditAct.SIGN_IN_SHEET_MADE, on=today, member_id=member.id, at=now, ended=ended)
    return pair.private
