"""Delete the keys of an installation that nobody has joined and that has no case."""

from __future__ import annotations

from intake.amendments import recalls
from intake.cases import resealing
from intake.keys import store as keys
from intake.requests import store as requests
from intake.staff import invitations
from intake.staff import store as staff


class KeysInUse(Exception):
    """A member has joined or a case was sent: without these keys it would be lost."""


def discard_keys() -> int:
    """Delete all keys, so that others can be made; return how many drafts went with them.

    Drafts are bound to the keys' fingerprint and open nowhere else. Raise :class:`KeysInUse`.
    """
    teams = keys.teams()
    if staff.everybody() or any(resealing.count(team.id) for team in teams):
        raise KeysInUse
    drafts = requests.discard_all()
    for team in teams:
        invitations.withdraw_all(team.id)
        recalls.discard_team(team.id)
        keys.discard_team(team)
    keys.discard_recovery()
    return drafts
