"""The checks of ``flask keys verify``: one sentence each, and whether it is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intake.actions.keys.grant_signing import is_apart
from intake.actions.keys.reseal_cases import progress
from intake.actions.keys.vouched_members import vouches_of
from intake.cli.key_status import is_unverified
from intake.keys import store
from intake.keys.models import Team
from intake.sealing.recovery import PAIRS
from intake.staff import store as staff
from intake.staff.roles import Act, may


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """The result of one check: *sentence* says what should be true, *is_sound* whether it is."""

    is_sound: bool
    sentence: str


def findings(pin: str) -> Iterator[Finding]:
    """Yield the result of every check that needs no private key."""
    yield _recovery(pin)
    missing = [pair for pair in PAIRS if store.recovery_sheet(pair) is None]
    yield Finding(
        is_sound=not missing,
        sentence="Each pair of recovery sheets has its copy of the recovery key.",
    )
    for team in store.teams():
        yield from _team(team, pin)


def _recovery(pin: str) -> Finding:
    sentence = "The recovery key matches the pin and its own signature is valid."
    try:
        store.recovery_recipient(pin=pin)
    except (store.UntrustedTeamKey, store.NoKeysYet):
        return Finding(is_sound=False, sentence=sentence)
    return Finding(is_sound=True, sentence=sentence)


def _team(team: Team, pin: str) -> Iterator[Finding]:
    chained = f"Team {team.name}: all epochs chain to the pinned fingerprint."
    unverified = is_unverified(team.id, store.newest_number(team.id))
    try:
        epoch = store.recipient_of(team.id, pin=pin).epoch
    except store.SeenKeysUnreadable:
        readable = f"Team {team.name}: this node can read the keys that it has seen."
        yield Finding(is_sound=False, sentence=readable)
        return
    except store.UntrustedTeamKey:
        yield Finding(is_sound=False, sentence=chained)
        return
    yield Finding(is_sound=True, sentence=chained)
    yield Finding(
        is_sound=not unverified,
        sentence=f"Team {team.name}: this node saw its keys before, or the pin signed them itself.",
    )
    yield Finding(
        is_sound=len(store.sealed_to_recovery(team.id)) == epoch,
        sentence=f"Team {team.name}: the recovery sheets open the keys of each epoch.",
    )
    yield Finding(
        is_sound=_grants_are_sound(team, epoch, pin),
        sentence=f"Team {team.name}: the key of each member with case access was vouched for.",
    )
    yield Finding(
        is_sound=is_apart(team.id) and _signing_grants_are_sound(team, epoch, pin),
        sentence=f"Team {team.name}: only administrators hold the key that signs the next epoch.",
    )
    yield Finding(
        is_sound=progress(team.id).is_idle,
        sentence=f"Team {team.name}: no cases and no grants of older epochs.",
    )


def _grants_are_sound(team: Team, epoch: int, pin: str) -> bool:
    members = {member.id: member for member in staff.members_of(team.id)}
    vouches = vouches_of(team.id, epoch, installation=pin)
    return all(
        vouches.hold_for_reader(grant, members[grant.member_id])
        for grant in store.grants_in(team.id, epoch)
        if grant.member_id in members
    )


def _signing_grants_are_sound(team: Team, epoch: int, pin: str) -> bool:
    members = {member.id: member for member in staff.members_of(team.id)}
    vouches = vouches_of(team.id, epoch, installation=pin)
    return all(
        vouches.hold_for_signer(grant, member) and may(member.roles, Act.MANAGE_TEAM)
        for grant in store.signing_grants_in(team.id, epoch)
        if (member := members.get(grant.member_id))
    )
