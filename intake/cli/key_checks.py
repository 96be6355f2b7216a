"""The checks of ``flask keys verify``: one sentence each, and whether it is true."""

from __future__ import annotations

from collections.abc import Iterator

from intake.actions.keys.grant_signing import is_apart
from intake.actions.keys.reseal_cases import progress
from intake.actions.keys.vouched_members import vouches_of
from intake.cli.key_status import is_unverified
from intake.keys import store
from intake.keys.models import Team
from intake.sealing.recovery import PAIRS
from intake.staff import store as staff
from intake.staff.roles import Act, may

Finding = tuple[bool, str]
"""The result of one check: whether what should be true is so, and what that is."""


def findings(pin: str) -> Iterator[Finding]:
    """Yield the result of every check that needs no private key."""
    try:
        store.recovery_recipient(pin=pin)
        is_sound = True
    except (store.UntrustedTeamKey, store.NoKeysYet):
        is_sound = False
    yield is_sound, "The recovery key matches the pin and its own signature is valid."
    has_copies = all(store.recovery_sheet(pair) is not None for pair in PAIRS)
    yield has_copies, "Each pair of recovery sheets has its copy of the recovery key."
    for team in store.teams():
        for is_true, sentence in _of_team(team, pin):
            yield is_true, f"Team {team.name}: {sentence}"


def _of_team(team: Team, pin: str) -> Iterator[Finding]:
    unverified = is_unverified(team.id, store.newest_number(team.id))
    try:
        epoch = store.recipient_of(team.id, pin=pin).epoch
    except store.SeenKeysUnreadable:
        yield False, "this node can read the keys that it has seen."
        return
    except store.UntrustedTeamKey:
        yield False, "all epochs chain to the pinned fingerprint."
        return
    yield True, "all epochs chain to the pinned fingerprint."
    yield not unverified, "this node saw its keys before, or the pin signed them itself."
    has_all = len(store.sealed_to_recovery(team.id)) == epoch
    yield has_all, "the recovery sheets open the keys of each epoch."
    members = {member.id: member for member in staff.members_of(team.id)}
    vouches = vouches_of(team.id, epoch, installation=pin)
    are_vouched = all(
        vouches.hold_for_reader(grant, members[grant.member_id])
        for grant in store.grants_in(team.id, epoch)
        if grant.member_id in members
    )
    yield are_vouched, "the key of each member with case access was vouched for."
    are_administrators = is_apart(team.id) and all(
        vouches.hold_for_signer(grant, member) and may(member.roles, Act.MANAGE_TEAM)
        for grant in store.signing_grants_in(team.id, epoch)
        if (member := members.get(grant.member_id))
    )
    yield are_administrators, "only administrators hold the key that signs the next epoch."
    yield progress(team.id).is_idle, "no cases and no grants of older epochs."
