"""Check the permission again under the lock of the team: a colleague may have revoked it."""

from intake.staff import store as staff
from intake.staff.store import Act, may


class NoLongerMay(Exception):
    """The acting member was disabled or got other roles since they signed in."""


def still_may(member_id: str, act: Act) -> None:
    """Raise :class:`NoLongerMay` where the member may not do this just now.

    Of two who disable each other at one moment, one is left.
    """
    member = staff.find_for_change(member_id)
    if member is None or member.disabled_on is not None or not may(member.roles, act):
        raise NoLongerMay
