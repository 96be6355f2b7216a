"""Find the offices whose cases a member's lists leave out, because others are there for them."""

from __future__ import annotations

from datetime import date

from intake.offices import store as offices
from intake.staff import store as staff
from intake.staff.absence import works
from intake.staff.roles import Act, may


def offices_elsewhere(team_id: str, member_id: str, *, today: date) -> tuple[str, ...]:
    """Return the ids of the offices in which the member does not work, but another does today.

    An office in which nobody who may open cases works today is not among them, so that all see its
    cases. Return nothing for a member without an office.
    """
    members = offices.members_by_office(team_id)
    if not any(member_id in ids for ids in members.values()):
        return ()
    present = _present(team_id, today=today)
    others = (office for office, ids in members.items() if member_id not in ids and ids & present)
    return tuple(sorted(others))


def colleagues_at(office_id: str | None, team_id: str, *, today: date) -> frozenset[str]:
    """Return the ids of those who work today in an office and may open cases.

    If there is nobody, no office or only one, return those of the whole team.
    """
    present, members = _present(team_id, today=today), offices.members_by_office(team_id)
    if office_id is None or len(members) < 2:
        return present
    return present & members.get(office_id, frozenset()) or present


def _present(team_id: str, *, today: date) -> frozenset[str]:
    return frozenset(
        member.id
        for member in staff.members_of(team_id)
        if may(member.roles, Act.HOLD_TEAM_KEYS) and works(member, on=today)
    )
