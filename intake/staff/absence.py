"""Tell which members work on a day, and who stands in for one who does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import bindparam, or_, select

from intake.prepared import fetch
from intake.staff.models import StaffMember


def is_away(member: StaffMember, *, on: date) -> bool:
    """Return true on the days of the member's absence. One without an end goes on."""
    if member.away_from is None or on < member.away_from:
        return False
    return member.away_until is None or on <= member.away_until


def works(member: StaffMember, *, on: date) -> bool:
    """Return true if the member is neither deactivated nor away on this day."""
    return member.disabled_on is None and not is_away(member, on=on)


def who_works_for(
    member: StaffMember, members: Mapping[str, StaffMember], *, on: date
) -> StaffMember | None:
    """Return the member, or the first of their stand-ins who works on this day.

    *members* are those of the team by id who may do the work. Return ``None`` if no stand-in works,
    or if members stand in for each other.
    """
    seen = set()
    current: StaffMember | None = member
    while current is not None and current.id not in seen:
        if current.id in members and works(current, on=on):
            return current
        seen.add(current.id)
        current = members.get(current.stand_in_id or "")
    return None


def by_id(members: Iterable[StaffMember]) -> dict[str, StaffMember]:
    """Return the members by their ids."""
    return {member.id: member for member in members}


COVERED = select(
    StaffMember.id, StaffMember.stand_in_id, StaffMember.away_until, StaffMember.disabled_on
).where(
    StaffMember.team_id == bindparam("team_id"),
    StaffMember.stand_in_id.is_not(None),
    or_(
        StaffMember.disabled_on.is_not(None),
        StaffMember.away_from <= bindparam("on", type_=StaffMember.away_from.type),
    ),
)
"""Built once, because each page of the desk executes it."""


def covered_by(member_id: str, *, team_id: str, on: date) -> tuple[str, ...]:
    """Return the ids of members who are away or left, and whose work this member does on a day.

    Where a stand-in is away too, their own stand-in does it. Names are not read.
    """
    rows = fetch(COVERED, {"team_id": team_id, "on": on})
    stand_ins = {
        id_: stand_in_id or ""
        for id_, stand_in_id, until, disabled_on in rows
        if disabled_on is not None or until is None or on <= until
    }
    return tuple(id_ for id_ in stand_ins if _end_of(id_, stand_ins) == member_id)


def _end_of(member_id: str, stand_ins: dict[str, str]) -> str:
    """Return the first member along the stand-ins who is at work; empty if they go in a circle."""
    for _ in stand_ins:
        if member_id not in stand_ins:
            return member_id
        member_id = stand_ins[member_id]
    return member_id if member_id not in stand_ins else ""
