"""Sentences for the queue about a team's keys: too few hold them, or new ones are due."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext

from intake.actions.keys.grant_access import asks_for_access, working_holders
from intake.actions.keys.reseal_cases import is_under_way
from intake.keys import store as keys
from intake.sealing.teams import fingerprint
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may
from intake.web.access import installation, keyring, signed_in
from intake.web.desk.common.reader import members_of

FEWEST = 2
"""With fewer holders, one forgotten password needs the recovery sheets."""


def key_nags() -> list[str]:
    """Return each sentence about keys that concerns this member."""
    me = signed_in().member
    holders = keys.members_with_keys(me.team_id)
    return [*_chain(me), *_own(me, holders), *_team(me, holders)]


def _chain(me: StaffMember) -> Iterator[str]:
    try:
        keys.recipient_of(me.team_id, pin=installation())
    except keys.UntrustedTeamKey:
        yield gettext(
            "The team's key on this server was replaced. No requests can be submitted until "
            "this is fixed. Tell the server administrator today."
        )


def _own(me: StaffMember, holders: frozenset[str]) -> Iterator[str]:
    own = keyring().own
    if own and own != fingerprint(me.public_key):
        yield gettext(
            "Your key on this server was replaced. Do not ask for access. Tell the server "
            "administrator today."
        )
    elif asks_for_access(me, holders=holders):
        yield gettext(
            "You cannot open cases yet. Ask a colleague for access and read them this "
            "fingerprint, by phone or in person: %(fingerprint)s",
            fingerprint=own or fingerprint(me.public_key),
        )


def few_holders(team_id: str) -> str:
    """Return a sentence where too few members can open the team's cases, else nothing."""
    return _few(working_holders(team_id))


def _few(holders: frozenset[str]) -> str:
    if len(holders) >= FEWEST:
        return ""
    return gettext(
        "Fewer than two members can open cases. If their passwords are lost, only the "
        "recovery sheets help. Give another colleague access."
    )


def _team(me: StaffMember, holders: frozenset[str]) -> Iterator[str]:
    if not may(me.roles, Act.SEE_TEAM):
        return
    members = members_of(me.team_id)
    if few := _few(holders & {member.id for member in members}):
        yield few
    if may(me.roles, Act.GRANT_ACCESS) and is_under_way(me.team_id):
        yield gettext("The team's key renewal is not finished. See Team.")
    waiting = [
        member
        for member in members
        if member.id != me.id and asks_for_access(member, holders=holders)
    ]
    if waiting and may(me.roles, Act.GRANT_ACCESS):
        yield gettext("A colleague is waiting for case access. See Team.")
