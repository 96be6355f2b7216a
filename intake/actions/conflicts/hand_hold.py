"""Hand a case on conflict hold to a member who may decide about it."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.conflicts.decide_conflict import NothingToDecide
from intake.actions.opening.case_keys import Reader, check_wall
from intake.actions.opening.log_act import log_act
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes, store, walls
from intake.cases.models import Case
from intake.cases.tags import Tag
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may


class MayNotDecide(Exception):
    """No member of the team who may decide about this conflict has this id."""


def hand_hold(
    reference: str, reader: Reader, to: str, *, version: int, today: date, now: datetime
) -> Case:
    """Assign a held case to the member with the id *to*, and tag it for a supervisor.

    Raise ``NoSuchCase``, ``ChangedMeanwhile``, ``BehindWall``, ``NothingToDecide`` for a case that
    no conflict holds, or :class:`MayNotDecide`.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    check_wall(case, reader)
    if case.may_be_read or case.conflict is None:
        raise NothingToDecide
    if to not in {member.id for member in deciders_of(case)}:
        raise MayNotDecide
    bulk_changes.give_to(case, to, on=today)
    bulk_changes.put_tag(case, Tag.ASK_SUPERVISOR, on=today)
    log_act(AuditAct.HOLD_HANDED_ON, case, reader, today=today, now=now)
    return case


def deciders_of(case: Case) -> list[StaffMember]:
    """Return the members who may decide about the conflict of a case; named ones if walled."""
    named = walls.members_of(case) if case.walled_keys else None
    return [
        member
        for member in staff.members_of(case.team_id)
        if may(member.roles, Act.DECIDE_CONFLICT) and (named is None or member.id in named)
    ]
