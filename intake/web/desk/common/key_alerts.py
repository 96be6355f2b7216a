"""Alerts about a team's keys: too few members hold them, or new ones are due."""

from collections.abc import Iterator

from flask_babel import gettext

from intake import clock
from intake.actions.keys.grant_access import (
    asks_for_key,
    signers_of,
    working_holders,
)
from intake.actions.keys.reseal_cases import is_under_way
from intake.keys import store as keys
from intake.sealing.teams import fingerprint
from intake.staff import invitations
from intake.staff.models import StaffMember
from intake.staff.store import Act, may
from intake.web.access import installation, keyring, signed_in
from intake.web.desk.common.reader import team_members

FEWEST = 2
"""With fewer holders, one forgotten password needs the recovery sheets."""


def key_alerts() -> list[str]:
    """Return the alerts about keys for the signed-in member."""
    member = signed_in().member
    holders = keys.members_with_keys(member.team_id)
    own = [*_own(member, holders), *_signing(member)]
    return [*_chain(member), *_unprinted_sheets(), *own, *_team(member, holders)]


def _chain(member: StaffMember) -> Iterator[str]:
    try:
        keys.recipient_of(member.team_id, pin=installation())
    except keys.UntrustedTeamKey:
        yield gettext(
            "The team's key on this server was replaced. No requests can be submitted until "
            "this is fixed. Tell the server administrator today."
        )


def _unprinted_sheets() -> Iterator[str]:
    if keys.any_pending_sheets():
        yield gettext(
            "The three recovery sheets are not printed yet. Until then, every case is lost if the "
            "first member loses their password, or their browser and sign-in sheet. They print "
            "them under Your account."
        )


def _own(member: StaffMember, holders: frozenset[str]) -> Iterator[str]:
    own = keyring().own  # the fingerprint as the member's own password opened it
    if own and own != fingerprint(member.public_key):
        yield gettext(
            "Your key on this server was replaced. Do not ask for access. Tell the server "
            "administrator today."
        )
    elif member.id in keys.members_with_unvouched_key(member.team_id):
        yield gettext(
            "Your own key is new. Ask a colleague who can open cases to compare its fingerprint "
            "under Team, by phone or in person. Otherwise you lose case access when the team gets "
            "new keys: %(fingerprint)s",
            fingerprint=own or fingerprint(member.public_key),
        )
    elif asks_for_key(member, Act.OPEN_CASE, holders):
        yield gettext(
            "You cannot open cases yet. Ask a colleague for access and read them this "
            "fingerprint, by phone or in person: %(fingerprint)s",
            fingerprint=own or fingerprint(member.public_key),
        )


def _signing(member: StaffMember) -> Iterator[str]:
    team_id = member.team_id
    if not may(member.roles, Act.MANAGE_TEAM) or member.id in keys.members_with_signing_key(
        team_id
    ):
        return
    signers = signers_of(team_id)
    if not signers:
        yield gettext(
            "No administrator holds the signing key. New keys need two recovery sheets. See Health."
        )
    elif asks_for_key(member, Act.MANAGE_TEAM, signers):
        yield gettext(
            "You do not hold the signing key yet. Ask an administrator for it and read them this "
            "fingerprint, by phone or in person: %(fingerprint)s",
            fingerprint=keyring().own or fingerprint(member.public_key),
        )


def few_holders(team_id: str) -> str:
    """Return an alert if too few members can open the team's cases, else an empty text."""
    return _few(working_holders(team_id))


def _few(holders: frozenset[str]) -> str:
    if len(holders) >= FEWEST:
        return ""
    return gettext(
        "Fewer than two members can open cases. If their passwords are lost, only the "
        "recovery sheets help. Give another colleague access."
    )


def _team(member: StaffMember, holders: frozenset[str]) -> Iterator[str]:
    if not may(member.roles, Act.SEE_TEAM):
        return
    colleagues = team_members()
    able = {row.id for row in colleagues if may(row.roles, Act.HOLD_TEAM_KEYS)}
    if few := _few(holders & able):
        yield few
    if may(member.roles, Act.MANAGE_TEAM) and any(
        link.asked_by != member.id
        for link in invitations.waiting_resets(member.team_id, now=clock.now())
    ):
        yield gettext(
            "A colleague's password was reset. If they asked for it, confirm it on their page "
            "under Team. If they did not, end the link there."
        )
    renews = may(member.roles, Act.GRANT_ACCESS) or may(member.roles, Act.MANAGE_TEAM)
    if renews and is_under_way(member.team_id):
        yield gettext("The team's key renewal is not finished. See Team.")
    if not may(member.roles, Act.GRANT_ACCESS):
        return
    others = [row for row in colleagues if row.id != member.id]
    if any(asks_for_key(row, Act.OPEN_CASE, holders) for row in others):
        yield gettext("A colleague is waiting for case access. See Team.")
    if others and keys.members_with_unvouched_key(member.team_id) & {row.id for row in others}:
        yield gettext("The new key of a colleague is not compared yet. See Team.")
