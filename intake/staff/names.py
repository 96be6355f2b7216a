"""Show members by the name that they or a supervisor entered, else by their address."""

from __future__ import annotations

from intake.sealing.at_rest import Unreadable
from intake.staff.models import StaffMember

LONGEST = 60
"""Characters of a name."""


def shown_name(member: StaffMember) -> str:
    """Return the name of a member; without one, the part of the address before the ``@``."""
    if member.name and not isinstance(member.name, Unreadable):
        return member.name
    return member.email.partition("@")[0]
