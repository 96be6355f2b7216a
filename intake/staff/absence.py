"""Tell which members work on a day, and who stands in for one who does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

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
