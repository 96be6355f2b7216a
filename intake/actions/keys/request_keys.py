"""Ask for new team keys, where an older copy of the database may be in wrong hands."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.access.recheck_permission import still_may
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.staff.models import StaffMember
from intake.staff.roles import Act


def request_keys(by: StaffMember, *, today: date, now: datetime) -> None:
    """Make new keys of the member's team due, as they are when a member leaves.

    Raise ``NoLongerMay``.
    """
    team = keys.lock_team(by.team_id)
    still_may(by.id, Act.MANAGE_TEAM)
    if team.keys_due_since is None:
        team.keys_due_since = today
        log.record(AuditAct.NEW_KEYS_REQUESTED, on=today, member_id=by.id, at=now)
