"""A member's preferences about the desk: theme, keyboard shortcuts, hidden names."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from intake.staff.models import StaffMember


class Wish(StrEnum):
    """One thing that a member wants otherwise than it is at first."""

    DENSE = "dense"
    """Rows of 28 pixels in place of 36."""
    DARK = "dark"
    LIGHT = "light"
    HIDE_NAMES = "hide_names"
    """No name of a person in lists: others in the room see the screen."""
    NO_KEYS = "no_keys"
    """Turn off single-key shortcuts in the queue."""


THEMES = frozenset({Wish.DARK, Wish.LIGHT})
"""At most one of these; none is what the machine says."""


def wants(member: StaffMember, wish: Wish) -> bool:
    """Return True if the member has chosen this."""
    return wish.value in member.wishes


def keep_wishes(member: StaffMember, wishes: Iterable[str]) -> None:
    """From now on the member wants these, and nothing else; an unknown wish is none."""
    known = {wish for wish in Wish if wish.value in set(wishes)}
    if known >= THEMES:
        known -= {Wish.LIGHT}
    member.wishes = [wish.value for wish in Wish if wish in known]
