"""Change a member's name, capacity, languages, states and absence."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from intake.actions.opening.case_keys import Actor
from intake.actions.queue.change_many import NoSuchColleague
from intake.audit.acts import AuditAct
from intake.frozen import frozen
from intake.questionnaire.tidy import name_key
from intake.staff import store as staff
from intake.staff.absence import by_id
from intake.staff.models import StaffMember
from intake.staff.store import Act, may, shown_name
from intake.words import N_, Refused


@frozen
class WorkPlan:
    """The work plan of a member. ``None`` for no limit, no day, no stand-in."""

    name: str
    cases_a_week: int | None
    languages: tuple[str, ...]
    states: tuple[str, ...]
    away_from: date | None
    away_until: date | None
    stand_in_id: str | None


def may_plan(planner_id: str, roles: Iterable[str], member_id: str) -> bool:
    """Return true if one may change the work of this member: their own, or as a role allows."""
    return planner_id == member_id or may(roles, Act.PLAN_WORK)


def may_stand_in(member: StaffMember, *, for_id: str) -> bool:
    """Return true if this member of the team may open the cases of the other and answer emails."""
    return member.id != for_id and may(member.roles, Act.HOLD_TEAM_KEYS)


def plan_version(member: StaffMember) -> str:
    """Return a name of the stored plan for forms: part of a hash of its values."""
    values = (
        member.name if isinstance(member.name, str) else "",
        member.cases_a_week,
        *(list(codes) for codes in (member.languages, member.states)),
        *(str(day) for day in (member.away_from, member.away_until)),
        member.stand_in_id,
    )
    return sha256(repr(values).encode()).hexdigest()[:16]


def plan_work(by: Actor, member_id: str, plan: WorkPlan, *, version: str) -> None:
    """Store the plan, and log who changed it. *version* is :func:`plan_version` as the form had it.

    Raise ``Refused`` if another plan was stored meanwhile, or for a new name under which another
    member is shown, or one who left: the log would mix them up. Raise ``NoSuchColleague`` for
    another team's member, for one whose work *by* may not plan, or for a stand-in who may not open
    cases.
    """
    if not may_plan(by.member_id, by.roles, member_id):
        raise NoSuchColleague
    colleagues = by_id(staff.members_of(by.team_id))
    member = staff.find_for_change(member_id)
    if member is None or member.id not in colleagues:
        raise NoSuchColleague
    if plan.stand_in_id is not None:
        stand_in = colleagues.get(plan.stand_in_id)
        if stand_in is None or not may_stand_in(stand_in, for_id=member_id):
            raise NoSuchColleague
    if version != plan_version(member):
        raise Refused(
            N_(
                "Someone changed this member’s work after your page loaded. This page shows what "
                "is saved now. Please enter your change again."
            )
        )
    others = [shown_name(other) for other in staff.everybody() if other.id != member.id]
    is_taken = name_key(plan.name) in map(name_key, others)
    if plan.name and plan.name != member.name and is_taken:
        raise Refused(N_("A colleague has this name. Please add to it."), status=422)
    member.name = plan.name or None
    member.cases_a_week = plan.cases_a_week
    member.languages, member.states = list(plan.languages), list(plan.states)
    member.away_from, member.away_until = plan.away_from, plan.away_until
    member.stand_in_id = plan.stand_in_id
    by.log(AuditAct.WORK_PLANNED)
