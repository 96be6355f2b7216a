"""The signed-in member as actions take them, and the names of members on the desk."""

from __future__ import annotations

from flask import g

from intake.actions.opening.case_keys import Reader
from intake.actions.opening.save_packs import save_new_packs
from intake.actions.queue.assign_many import may_take
from intake.extensions import db, writing
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.web.access import installation, keyring, signed_in, tolerating_write_faults
from intake.web.app_context import today


def current_reader() -> Reader:
    """Return the signed-in member with the team keys, which are opened for this request alone."""
    member = signed_in().member
    return Reader(
        member_id=member.id,
        team_id=member.team_id,
        roles=tuple(member.roles),
        keyring=keyring(),
        installation=installation(),
        today=today(),
    )


def save_packs(reader: Reader) -> None:
    """Save the packs of cards that were made while this reader searched.

    This is a transaction of its own: it locks many cases, and two that then want one of them
    exclusively would wait for each other.
    """
    if not reader.pack_work.new:
        return
    with tolerating_write_faults("card packs not saved"), writing():
        save_new_packs(reader)
        db.session.commit()


class MemberNames:
    """Names of members: the part of their email address before the ``@``.

    Members who left the team are looked up when they are first named.
    """

    def __init__(self, team_id: str) -> None:
        self._names = {member.id: _name_in(member.email) for member in members_of(team_id)}

    def of(self, member_id: str | None) -> str:
        """Return the name of a member; empty for ``None`` and for an unknown id."""
        if member_id is None:
            return ""
        if member_id not in self._names:
            former = staff.find(member_id)
            self._names[member_id] = _name_in(former.email) if former else ""
        return self._names[member_id]


def assignable_members(team_id: str) -> list[tuple[str, str]]:
    """Return id and name of each member to whom a case may be assigned."""
    return [
        (member.id, _name_in(member.email)) for member in members_of(team_id) if may_take(member)
    ]


def members_of(team_id: str) -> list[StaffMember]:
    """Return the members of a team who are not disabled. Read once a request."""
    members_by_team: dict[str, list[StaffMember]] = g.setdefault("members", {})
    if team_id not in members_by_team:
        members_by_team[team_id] = staff.members_of(team_id)
    return members_by_team[team_id]


def _name_in(address: str) -> str:
    return address.partition("@")[0]
