"""Make the two invented offices of a demonstration, and remove them."""

from __future__ import annotations

from intake.actions.offices.keep_offices import remove_rows
from intake.extensions import db
from intake.offices import store as offices
from intake.offices.models import Office
from intake.staff import store as staff

NORTH, SOUTH = "d0" * 16, "d1" * 16
"""Ids of the invented offices, by which they are found again; no random id is like them."""


INVENTED: dict[str, tuple[str, str, list[str]]] = {
    NORTH: ("Invented office, north", "IL MA MD NJ NY VA", []),
    SOUTH: ("Invented office, south", "FL GA PR TX", ["es"]),
}
"""Name, states and form languages of each."""


def invent_offices(team_id: str) -> bool:
    """Add an office in the north, where all members work, and one in the south without any.

    Return false for a team that has offices already, and change nothing.
    """
    if offices.of_team(team_id):
        return False
    for id_, (name, states, languages) in INVENTED.items():
        values = {"name": name, "states": states.split(), "languages": languages}
        db.session.add(Office(id=id_, team_id=team_id, is_default=id_ == NORTH, **values))
    db.session.flush()
    offices.set_members(NORTH, [member.id for member in staff.members_of(team_id)])
    return True


def remove_invented_offices(team_id: str) -> None:
    """Remove the invented offices; cases that members moved there go to the default office."""
    for office in offices.all_for_change(team_id):
        if office.id in (NORTH, SOUTH):
            remove_rows(office.id, team_id)
