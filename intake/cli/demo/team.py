"""Names, an absence and proposals of the invented team."""

from __future__ import annotations

from intake import clock
from intake.actions.opening.case_keys import Reader
from intake.actions.upkeep.invented_team import add_proposals, give_names, mark_away
from intake.cli import app_context
from intake.staff import store as staff
from intake.staff.roles import Act, may

NAMES = ("Alba Example (invented)", "Sorin Example (invented)", "Cai Example (invented)")
"""Names of the attorney, the supervisor and the caseworker."""


def furnish(attorney: Reader, supervisor: Reader, caseworker: Reader) -> None:
    """Name the colleagues, send the attorney away, and add proposals."""
    today, now = app_context.today(), clock.now()
    readers = (attorney, supervisor, caseworker)
    by_id = {member.id: member for member in staff.everybody()}
    colleagues = [by_id[reader.member_id] for reader in readers]
    give_names(list(zip(colleagues, NAMES, strict=True)))
    members = staff.members_of(attorney.team_id)
    who = next((member.id for member in members if may(member.roles, Act.HOLD_TEAM_KEYS)), None)
    mark_away(colleagues[0], who, today=today)
    add_proposals(colleagues[2], today=today, now=now)
