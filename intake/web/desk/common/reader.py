"""The member of staff at this browser, as actions know them; and what colleagues are called."""

from __future__ import annotations

from collections.abc import Callable

from flask import g

from intake.actions.opening.case_keys import Reader
from intake.actions.queue.assign_many import may_take
from intake.staff import store as staff
from intake.staff.models import StaffMember
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
    known = {member.id: _short(member.email) for member in members_of(team_id)}

    def name(member_id: str | None) -> str:
        if member_id is None:
            return ""
        if member_id not in known:
            former = staff.find(member_id)
            known[member_id] = _short(former.email) if former else ""
        return known[member_id]

    return name


def may_be_given(team_id: str) -> list[tuple[str, str]]:
    """To whom cases may be assigned: each member's id, and what they are called."""
    return [(one.id, _short(one.email)) for one in members_of(team_id) if may_take(one)]


def members_of(team_id: str) -> list[StaffMember]:
    """The members of a team who are not disabled, read once a request."""
    of_teams: dict[str, list[StaffMember]] = g.setdefault("members", {})
    if team_id not in of_teams:
        of_teams[team_id] = staff.members_of(team_id)
    return of_teams[team_id]


def _short(address: str) -> str:
    return address.partition("@")[0]
