"""A member's preferences about the desk: theme, shortcuts, hidden names, a morning email."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from intake.staff.models import StaffMember


class Preference(StrEnum):
    """One setting that a member changes from its default."""

    DENSE = "dense"
    """Rows of 28 pixels in place of 36."""
    DARK = "dark"
    LIGHT = "light"
    HIDE_NAMES = "hide_names"
    """No name of a person in lists: others in the room see the screen."""
    NO_KEYS = "no_keys"
    """Turn off single-key shortcuts on the desk."""
    MORNING_EMAIL = "morning_email"
    """One email each morning about new requests, but P0 and own cases at once."""


THEMES = frozenset({Preference.DARK, Preference.LIGHT})
"""At most one of these; none is what the machine says."""


def has_preference(member: StaffMember, preference: Preference) -> bool:
    """Return true if the member has chosen this."""
    return preference.value in member.preferences


def set_preferences(member: StaffMember, codes: Iterable[str]) -> None:
    """Replace the member's preferences by those with these *codes*; ignore unknown codes."""
    known = {preference for preference in Preference if preference.value in set(codes)}
    if known >= THEMES:
        known -= {Preference.LIGHT}
    member.preferences = [code.value for code in Preference if code in known]
