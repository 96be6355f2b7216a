"""End the grants of team keys that an older release gave to volunteers, when they next sign in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from intake.actions.keys.grant_access import working_holders
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.keys.models import Grant
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may


def has_old_grants(member_id: str) -> bool:
    """Return true if the member is a volunteer and a grant still holds a key for them."""
    member = staff.find(member_id)
    return member is not None and bool(_old_grants(member))


def volunteers_with_keys(team_id: str) -> list[StaffMember]:
    """Return the volunteers of a team to whom a key of the team is still sealed."""
    return [member for member in staff.members_of(team_id) if _old_grants(member)]


def end_volunteer_grants(member: StaffMember, *, today: date, now: datetime) -> None:
    """Empty the grants of a volunteer and make new keys of the team due; the vouch stays.

    The caller has locked the team's keys. They are kept where nobody else could open its cases.
    """
    grants = _old_grants(member)
    if not grants or not working_holders(member.team_id):
        return
    ended = grants[-1].sealed
    for grant in grants:
        grant.sealed = b""
    team = keys.lock_team(member.team_id)
    team.keys_due_since = team.keys_due_since or today
    act = AuditAct.VOLUNTEER_GRANT_ENDED
    log.record(act, on=today, member_id=member.id, at=now, ended=ended)


def _old_grants(member: StaffMember) -> Sequence[Grant]:
    if may(member.roles, Act.HOLD_TEAM_KEYS):
        return ()
    return [grant for grant in keys.grants_of(member.id) if grant.sealed]
