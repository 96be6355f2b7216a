"""Assign many cases to one member, or unassign them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may


class NoSuchColleague(Exception):
    """No member of this team who may open cases has this id."""


def assign_many(
    references: Collection[str], reader: Reader, to: str | None, *, today: date, now: datetime
) -> BulkAct:
    """Assign cases to the member with the id *to*, or to no one. Skip those that already are.

    A walled case is left out unless both members are named on it. Raise :class:`NoSuchColleague`.
    """
    if to is not None and to not in _colleagues(reader.team_id):
        raise NoSuchColleague
    concerned, before = {reader.member_id, *([to] if to else [])}, []
    cases = bulk_changes.for_change(references, team_id=reader.team_id, member_ids=concerned)
    for case in cases:
        if case.assignee_id == to:
            continue
        previous = case.assignee_id
        bulk_changes.give_to(case, to, on=today)
        before.append((case.id, case.version, previous))
        log_act(_act(to, reader), case, reader, today=today, now=now)
    return bulk_acts.add(
        "assign",
        member_id=reader.member_id,
        now=now,
        before=before,
        left_out=len(set(references)) - len(cases),
    )


def may_take(member: StaffMember) -> bool:
    """Return true if cases may be assigned to this member."""
    return may(member.roles, Act.HOLD_TEAM_KEYS)


def _colleagues(team_id: str) -> set[str]:
    return {member.id for member in staff.members_of(team_id) if may_take(member)}


def _act(to: str | None, reader: Reader) -> AuditAct:
    if to is None:
        return AuditAct.CASE_LET_GO
    if to == reader.member_id:
        return AuditAct.CASE_ASSIGNED
    return AuditAct.CASE_HANDED_OVER
