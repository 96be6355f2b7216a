"""Make the invented colleagues in whose name invented cases are worked."""

from __future__ import annotations

from datetime import date

from intake.actions.upkeep.invented_team import remove_additions
from intake.desk_state import bulk_acts
from intake.sealing.row_mac import set_row_mac
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Role

ADDRESSES = {role: f"invented-{role}@example.org" for role in Role}
"""The desk calls a member by the part before the ``@``, so each name says that it is invented."""


def invented_colleague(role: Role, *, team_id: str, today: date) -> StaffMember:
    """Return the team's invented colleague of this role, added if there is none.

    It has neither password nor keys and is disabled from its first day: nobody can sign in as it,
    no letter goes to it, and no real case can be assigned to it.
    """
    for member in invented_colleagues():
        if member.email == ADDRESSES[role] and member.team_id == team_id:
            return member
    member = StaffMember(
        email=ADDRESSES[role],
        team_id=team_id,
        roles=[role.value],
        password_salt=b"",
        password_check=b"",
        public_key=b"",
        wrapped_private_key=b"",
        totp_secret="",
        totp_last_step=0,
        wants_letters=False,
        joined_on=today,
        disabled_on=today,
    )
    set_row_mac(member)
    return staff.add(member)


def remove_colleagues() -> int:
    """Delete all invented colleagues, once no case is left to them; return how many."""
    colleagues = invented_colleagues()
    remove_additions([member.id for member in colleagues])
    for member in colleagues:
        bulk_acts.drop_all_of(member.id)
        staff.erase(member)
    return len(colleagues)


def invented_colleagues() -> list[StaffMember]:
    """Return the members with an invented address who never had a key.

    A real member always has a key pair, or had one until a reset; an address of ``example.org``
    reaches nobody (RFC 2606).
    """
    return [
        member
        for member in staff.everybody()
        if member.email in ADDRESSES.values()
        and member.disabled_on is not None
        and not member.password_check
    ]
