"""Confirm a colleague's reset as a second administrator, or end its link before it is used."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.access.login_row_mac import own_link, verify_login_row
from intake.actions.access.recheck_permission import still_may
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.sealing.row_mac import row_mac_of, set_row_mac
from intake.staff import invitations
from intake.staff.models import Invitation, StaffMember
from intake.staff.roles import Act

BECAME_ADMINISTRATOR = (AuditAct.JOINED, AuditAct.GOT_OTHER_ROLES, AuditAct.PASSWORD_CHOSEN)
"""Acts by which one administrator could make another account confirm for them."""


class NothingToConfirm(Exception):
    """No reset link of this colleague waits: it was used, was ended, or ran out."""


class SameAdministrator(Exception):
    """The administrator asked for this reset: another one must confirm it."""


class TooNewToConfirm(Exception):
    """One of the two administrators joined, or got roles or a password, within the last day."""


def confirm_reset(
    member_id: str, link_id: str, *, by: StaffMember, today: date, now: datetime
) -> None:
    """End the wait of the colleague's reset link; confirming twice changes nothing.

    *link_id* names the link that *by* was shown, so that no other one that was made meanwhile is
    confirmed. Raise :class:`NothingToConfirm`, :class:`SameAdministrator`,
    :class:`TooNewToConfirm`, ``NoLongerMay``, ``BadRowMac`` and ``RowRevoked``.
    """
    link = _find_link(member_id, by=by, now=now)
    if link_id != invitations.link_id(link):
        raise NothingToConfirm
    ended = verify_login_row(link, *own_link(link))
    if by.id in (link.asked_by, link.member_id):
        raise SameAdministrator
    since = now - invitations.RESET_WAITS
    if any(_is_new(who, since=since) for who in (by.id, link.asked_by or "")):
        raise TooNewToConfirm
    if link.starts_at is None:
        return
    link.starts_at = None
    set_row_mac(link, *own_link(link))
    log.record(AuditAct.RESET_CONFIRMED, on=today, member_id=by.id, at=now, ended=ended)


def end_reset(member_id: str, *, by: StaffMember, today: date, now: datetime) -> None:
    """End the colleague's reset link; they have no password until another reset.

    Raise :class:`NothingToConfirm` and ``NoLongerMay``.
    """
    link = _find_link(member_id, by=by, now=now)
    log.record(AuditAct.LINK_ENDED, on=today, member_id=by.id, at=now, ended=row_mac_of(link))
    invitations.discard_of(member_id)


def _find_link(member_id: str, *, by: StaffMember, now: datetime) -> Invitation:
    """Return the colleague's reset link, locked behind the team's lock."""
    keys.lock_team(by.team_id)
    still_may(by.id, Act.MANAGE_TEAM)
    link = invitations.reset_of(member_id, now=now, to_change=True)
    if link is None or link.team_id != by.team_id:
        raise NothingToConfirm
    return link


def _is_new(member_id: str, *, since: datetime) -> bool:
    return log.did_since(member_id, BECAME_ADMINISTRATOR, since=since)
