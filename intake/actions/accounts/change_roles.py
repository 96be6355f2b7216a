"""Change what a colleague is here for: signed out at once, and without keys if they need none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from intake.actions.access.login_row_mac import verify_member_row
from intake.actions.access.recheck_permission import still_may
from intake.actions.accounts.reset_password import LastKeys
from intake.actions.accounts.revoke_links import end_links
from intake.actions.keys.grant_access import working_holders
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.sealing.row_mac import set_row_mac
from intake.sessions import store as sessions
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, Role, may


class NotChangeable(Exception):
    """There is no such colleague: of another team, gone, or the one who asked; or no role given."""


def change_roles(
    member_id: str, roles: Sequence[Role], *, by: StaffMember, today: date, now: datetime
) -> StaffMember:
    """The member has these roles and no others, and signs in anew.

    Whoever may not open cases any more holds no keys of the team, and it needs new ones; links
    that wait end with who may not manage the team any more. Raises
    :class:`NotChangeable`, and ``LastKeys`` where nobody else in the team could open its cases;
    ``BadRowMac`` and ``RowRevoked``; ``NoLongerMay`` where who does it was out at this very moment.
    """
    team = keys.lock_team(by.team_id)
    still_may(by.id, Act.MANAGE_TEAM)
    member = staff.find_for_change(member_id)
    if member is None or member.team_id != by.team_id or member.id == by.id:
        raise NotChangeable
    if member.disabled_on is not None or not roles:
        raise NotChangeable
    ended = verify_member_row(member)
    if not may(roles, Act.OPEN_CASE) and keys.grants_of(member.id):
        if working_holders(team.id) == {member.id}:
            raise LastKeys
        keys.drop_grants_of(member.id)
        team.keys_due_since = team.keys_due_since or today
    if may(member.roles, Act.MANAGE_TEAM) and not may(roles, Act.MANAGE_TEAM):
        end_links(team.id, today=today)
    member.roles = [str(role) for role in roles]
    set_row_mac(member)
    sessions.end_all_of(member.id)
    log.record(AuditAct.ROLES_CHANGED, on=today, member_id=by.id, at=now)
    log.record(AuditAct.GOT_OTHER_ROLES, on=today, member_id=member.id, at=now, ended=ended)
    return member
