"""Change a member's name, capacity, languages, states and absence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may


class NoSuchMember(Exception):
    """No working member of the team has this id, or nobody else of the team stands in."""


class MayNotPlan(Exception):
    """A member changes the work of others without being allowed to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkPlan:
    """What colleagues see of a member's work. ``None`` for no limit, no day, no stand-in."""

    name: str
    cases_a_week: int | None
    languages: tuple[str, ...]
    states: tuple[str, ...]
    away_from: date | None
    away_until: date | None
    stand_in_id: str | None


def may_plan(by: StaffMember, member_id: str) -> bool:
    """Return True if *by* may change the work of this member: their own, or as a role allows."""
    return by.id == member_id or may(by.roles, Act.PLAN_WORK)


def plan_work(
    member_id: str, plan: WorkPlan, by: StaffMember, *, today: date, now: datetime
) -> None:
    """Store the plan, and log who changed it.

    Raise :class:`MayNotPlan`, or :class:`NoSuchMember` for another team's member or stand-in.
    """
    if not may_plan(by, member_id):
        raise MayNotPlan
    colleagues = {member.id for member in staff.members_of(by.team_id)}
    member = staff.find_for_change(member_id)
    stands_in = plan.stand_in_id is None or plan.stand_in_id in colleagues - {member_id}
    if member is None or member.id not in colleagues or not stands_in:
        raise NoSuchMember
    member.name = plan.name or None
    member.cases_a_week = plan.cases_a_week
    member.languages, member.states = list(plan.languages), list(plan.states)
    member.away_from, member.away_until = plan.away_from, plan.away_until
    member.stand_in_id = plan.stand_in_id
    log.record(AuditAct.WORK_PLANNED, on=today, member_id=by.id, at=now)
