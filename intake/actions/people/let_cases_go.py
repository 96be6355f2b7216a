"""Give the open cases of a member who stops working to colleagues, or let them be unassigned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from intake.actions.queue.change_many import may_take
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import alarms, bulk_changes, tasks, walls, without_owner
from intake.cases.models import Case
from intake.keys import store as keys
from intake.staff import store as staff
from intake.staff.models import StaffMember

NOBODY: Mapping[str, str] = {}
"""New owners by reference, where all cases become unassigned."""


def let_cases_go(
    member: StaffMember,
    *,
    owners: Mapping[str, str] = NOBODY,
    by_id: str | None = None,
    today: date,
    now: datetime,
) -> int:
    """Give the open cases of the member to their new owners, or to nobody; return their number.

    *owners* are ids of colleagues by reference. Whoever may not own a case does not get it. The log
    names *by_id*, who made the member stop working. Tasks that were given to the member go to the
    owners of their cases. The alarms of P0 cases that the member took on, and that nobody opened,
    ring again.
    """
    cases = without_owner.take_from(Case.assignee_id == member.id, team_id=member.team_id)
    colleagues = {row.id for row in staff.members_of(member.team_id) if may_take(row)}
    for case in cases:
        owner_id = owners.get(case.reference)
        inside = walls.members_of(case) if case.walled_keys else colleagues
        if owner_id not in (colleagues & inside) - {member.id}:
            owner_id = None
        bulk_changes.give_to(case, owner_id, on=today)
        act = AuditAct.CASE_HANDED_OVER if owner_id else AuditAct.CASE_LET_GO
        at = now if by_id else None
        log.record(act, on=today, member_id=by_id, case_id=case.id, at=at)
    tasks.free_tasks_of(member.id)
    alarms.wait_again(member.id, now=now)
    return len(cases)


def let_lost_cases_go(*, today: date) -> int:
    """Let open cases be unassigned whose owner left, may own none, or is unknown; count them.

    Acts do so at once. This finds what a restored or a changed database says.
    """
    count = 0
    for team in keys.lock_teams():
        owner_ids = [row.id for row in staff.members_of(team.id) if may_take(row)]
        lost = Case.assignee_id.is_not(None) & Case.assignee_id.not_in(owner_ids)
        cases = without_owner.take_from(lost, team_id=team.id)
        for case in cases:
            bulk_changes.give_to(case, None, on=today)
            log.record(AuditAct.CASE_LET_GO, on=today, case_id=case.id)
        count += len(cases)
    return count
