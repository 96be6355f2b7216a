"""Tell for which absent members a member stands in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, or_, select

from intake.prepared import fetch
from intake.staff.models import StaffMember

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
