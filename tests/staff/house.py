"""A house with people in it: members who joined, signed in with keys of their own, and readers."""

from collections.abc import Sequence

from flask import Flask

from intake.actions.access.unlock_keys import open_grants, open_member_key, own_link
from intake.actions.accounts.enrol_staff import invite_staff
from intake.actions.keys.grant_access import grant_access
from intake.actions.keys.init_keys import Started
from intake.actions.opening.case_keys import Reader
from intake.extensions import db
from intake.keys import store as keys
from intake.sealing.seal import Pair, public_half
from intake.sealing.signing import set_row_mac
from intake.sealing.teams import fingerprint
from intake.sealing.tokens import new_token
from intake.sealing.unlocking import Keyring, password_halves
from intake.staff import invitations
from intake.staff.models import StaffMember
from intake.staff.store import Role
from tests.cases.making import InventedTeam
from tests.staff.making import (
    DEVICES,
    NOW,
    PASSWORD,
    Begun,
    acting,
    joined,
    moment,
    pinned,
)

GULL = "gull.testwood@example.org"


def begun(app: Flask, started: Started) -> tuple[Begun, StaffMember]:
    """Return an installation, and its first member, who joined by the first link."""
    pinned(app, started.fingerprint)
    house = Begun(installation=started.fingerprint, link=started.invitation_token)
    return house, joined(house, house.token)


def give_access(house: Begun, giver: StaffMember, member: StaffMember):
    """Give a member access to cases, after a comparison of their key."""
    compared = fingerprint(member.public_key)
    grant_access(member.id, acting(reader(house, giver)), compared=compared)
    db.session.commit()


def colleague(
    house: Begun, email: str = GULL, roles: Sequence[Role] = (Role.CASEWORKER,)
) -> StaffMember:
    """Somebody who was invited and joined; without keys of the team."""
    token = new_token()
    team_id = keys.the_team().id
    invite_staff(email, roles, token, moment(), team_id=team_id)
    db.session.commit()
    return joined(house, token, email=email)


def let_reset_work(member_id: str):
    """End the wait of a member's reset link, as the confirmation of a second administrator does."""
    link = invitations.reset_of(member_id, now=NOW)
    assert link is not None
    link.starts_at = None
    set_row_mac(link, *own_link(link))
    db.session.commit()


def keyring(house: Begun, member: StaffMember, password: str = PASSWORD) -> Keyring:
    """Return the keyring that this password opens now."""
    halves = password_halves(password, member.password_salt)
    private = open_member_key(
        member.wrapped_private_key,
        halves.wrap,
        device=DEVICES.get(member.id, b""),
        member_id=member.id,
        installation=house.installation,
    )
    return open_grants(member.id, private, house.installation)


def reader(house: Begun, member: StaffMember) -> Reader:
    """The member at work, with what their password opens."""
    return Reader(
        member_id=member.id,
        team_id=member.team_id,
        roles=tuple(member.roles),
        keyring=keyring(house, member),
        installation=house.installation,
    )


def made_for(house: Begun, member: StaffMember) -> InventedTeam:
    """The team, to make cases for that are sealed to its first epoch."""
    private = keyring(house, member).team_keys[member.team_id, 1]
    pair = Pair(private=private, public=public_half(private))
    return InventedTeam(row=keys.the_team(), pair=pair, installation=house.installation)
