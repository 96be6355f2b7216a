"""Assign a case to the member who works on it, or to a colleague; take on one that rings."""

from dataclasses import replace

from intake.actions.case.set_follow_up import BookedCall, NextDate, book_call, set_follow_up
from intake.actions.opening.case_keys import Actor
from intake.audit.acts import AuditAct
from intake.cases import alarms, batches, store, walls
from intake.cases.models import Case
from intake.cases.tasks import TaskKind, add_task
from intake.frozen import frozen
from intake.staff import store as staff
from intake.staff.store import Act, may
from intake.words import N_, Refused


def assign_to_me(by: Actor, reference: str) -> Case:
    """Assign the case to the member who acts. Raise as ``Actor.lock`` does."""
    case = by.lock(reference)
    batches.give_to(case, by.member_id, on=by.day)
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
    batches.give_to(case, member_id, on=by.day)
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


@frozen
class FirstWork:
    """The owner of an accepted case, the call to book, and the next step; each may be missing."""

    owner_id: str = ""
    call: BookedCall | None = None
    step: NextDate | None = None


def begin_work(by: Actor, reference: str, first: FirstWork) -> None:
    """Assign the case and set what comes next; without an owner it waits for one.

    Raise ``Refused`` for an owner who cannot own it or a day that is not to come, or as these acts
    do.
    """
    case = store.find(reference, team_id=by.team_id)

    def now() -> Actor:
        return replace(by, version=case.version)

    if first.owner_id and first.owner_id != case.assignee_id:
        if first.owner_id == by.member_id:
            assign_to_me(now(), reference)
        else:
            assign_to(now(), reference, first.owner_id)
    if first.call:
        book_call(now(), reference, first.call)
    if first.step:
        set_follow_up(now(), reference, first.step)
    if case.assignee_id is None:
        kind = TaskKind.ACCEPTED_WITHOUT_OWNER
        add_task(case, kind, on=by.day, by_id=by.member_id)
