"""Assign a case to the member who works on it, or to a colleague; take on one that rings."""

from __future__ import annotations

from intake.actions.opening.actor import Actor
from intake.audit.acts import AuditAct
from intake.cases import alarms, bulk_changes, walls
from intake.cases.models import Case
from intake.staff import store as staff
from intake.staff.roles import Act, may
from intake.words import N_, Refused


def assign_to_me(by: Actor, reference: str) -> Case:
    """Assign the case to the member who acts. Raise as ``Actor.lock`` does."""
    case = by.lock(reference)
    bulk_changes.give_to(case, by.member_id, on=by.day)
    by.log(AuditAct.CASE_ASSIGNED, case)
    return case


def assign_to(by: Actor, reference: str, member_id: str) -> Case:
    """Assign the case to a colleague who may open it; of a walled case, one who is named on it.

    Raise ``Refused`` for any other id, or as ``Actor.lock`` does.
    """
    case = by.lock(reference)
    members, holds = staff.members_of(case.team_id), Act.HOLD_TEAM_KEYS
    colleagues = {member.id for member in members if may(member.roles, holds)}
    if case.walled_keys:
        colleagues &= walls.members_of(case)
    if member_id not in colleagues:
        raise Refused(N_("This colleague cannot own this case. Choose another."), status=422)
    bulk_changes.give_to(case, member_id, on=by.day)
    by.log(AuditAct.CASE_HANDED_OVER, case)
    return case


def take_p0_on(by: Actor, reference: str) -> Case:
    """End the alarm of a P0 case that nobody had opened: the member who acts looks after it.

    Raise ``Refused`` where a conflict holds the case and the member may not decide about it, or if
    no alarm waits any more, or as ``Actor.lock`` does.
    """
    case = by.lock(reference)
    if case.conflict in alarms.HELD and not may(by.roles, Act.DECIDE_CONFLICT):
        raise Refused(N_("Only a member who may decide about the conflict can take this on."))
    if not alarms.take_on(case, member_id=by.member_id):
        raise Refused(N_("A colleague took this on already. The log names them."))
    by.log(AuditAct.P0_TAKEN_ON, case)
    return case
