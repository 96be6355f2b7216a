"""Assign a case to the member who works on it, or to a colleague."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader, check_wall
from intake.audit.acts import AuditAct
from intake.cases import store, walls
from intake.cases.models import Case
from intake.staff import store as staff
from intake.staff.roles import Act, may


class NoSuchOwner(Exception):
    """No member of the team who may open this case has this id."""


def assign_to_me(
    reference: str, reader: Reader, *, version: int, today: date, now: datetime
) -> Case:
    """Assign the case to the reader.

    Raise ``NoSuchCase``, ``ChangedMeanwhile`` or ``BehindWall``.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    check_wall(case, reader)
    store.assign_to(case, reader.member_id, on=today)
    log_act(AuditAct.CASE_ASSIGNED, case, reader, today=today, now=now)
    return case


def assign_to(
    reference: str, reader: Reader, member_id: str, *, version: int, today: date, now: datetime
) -> Case:
    """Assign the case to a colleague.

    Raise :class:`NoSuchOwner` also if the case is walled and they are not named on it, else as
    :func:`assign_to_me` does.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    check_wall(case, reader)
    members, holds = staff.members_of(case.team_id), Act.HOLD_TEAM_KEYS
    colleagues = {member.id for member in members if may(member.roles, holds)}
    if case.walled_keys:
        colleagues &= walls.members_of(case)
    if member_id not in colleagues:
        raise NoSuchOwner
    store.assign_to(case, member_id, on=today)
    log_act(AuditAct.CASE_HANDED_OVER, case, reader, today=today, now=now)
    return case
