"""Invite a colleague: a one-time link, without keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from intake.actions.access.recheck_permission import still_may
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.sealing.row_mac import row_mac_of, set_row_mac
from intake.sealing.tokens import token_hash
from intake.staff import invitations
from intake.staff import store as staff
from intake.staff.addresses import read_address
from intake.staff.models import Invitation, StaffMember
from intake.staff.roles import Act, Role


def invite_staff(
    email: str,
    roles: Sequence[Role],
    token: bytes,
    *,
    team_id: str,
    secrets: tuple[str, ...],
    today: date,
    now: datetime,
    by: StaffMember | None = None,
) -> Invitation:
    """Add an invitation for the holder of the token to join with this address within 72 hours.

    A link that was made for this address before ends: of two, nobody would know which is used.
    *by* is the member who invites, or nobody at the command line. Raise
    :class:`intake.staff.addresses.NotAnAddress`, :class:`intake.staff.store.AddressTaken`, and
    ``NoLongerMay`` where *by* was disabled or got other roles meanwhile.
    """
    if by is not None:
        keys.lock_team(team_id)
        still_may(by.id, Act.MANAGE_TEAM)
    address = read_address(email)
    if staff.find_by_email(address, secrets=secrets):
        raise staff.AddressTaken
    invitations.discard_ended(now=now)
    withdrawn = invitations.withdraw(address, secrets=secrets, now=now)
    for ended in [row_mac_of(row) for row in withdrawn] or [b""]:
        log.record(AuditAct.INVITED, on=today, ended=ended)
    invitation = Invitation(
        token_hash=token_hash(token),
        email=address,
        roles=[str(role) for role in roles],
        team_id=team_id,
        expires_at=now + invitations.LASTS,
    )
    set_row_mac(invitation)
    return invitations.add(invitation)
