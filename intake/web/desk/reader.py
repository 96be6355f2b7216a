"""The member of staff at this browser, as actions know them; and what colleagues are called."""

from __future__ import annotations

from collections.abc import Callable

from flask import g

from intake.actions.case_keys import Reader
from intake.staff import store as staff
from intake.web.access import installation, keyring, signed_in


def reader() -> Reader:
    """Who reads, with the team keys opened for this request alone."""
    member = signed_in().member
    return Reader(
        member_id=member.id,
        team_id=member.team_id,
        roles=tuple(member.roles),
        keyring=keyring(),
        installation=installation(),
    )


def short_names(team_id: str) -> Callable[[str | None], str]:
    """How members are called on the desk: the part of their address before the ``@``.

    Looked up once a request, however many parts of the page name somebody.
    """
    of_teams: dict[str, dict[str, str]] = g.setdefault("short_names", {})
    if team_id not in of_teams:
        members = staff.members_of(team_id)
        of_teams[team_id] = {member.id: _short(member.email) for member in members}
    known = of_teams[team_id]

    def name(member_id: str | None) -> str:
        if member_id is None:
            return ""
        if member_id not in known:
            former = staff.find(member_id)
            known[member_id] = _short(former.email) if former else ""
        return known[member_id]

    return name


def _short(address: str) -> str:
    return address.partition("@")[0]
