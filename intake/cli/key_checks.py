"""What ``flask keys verify`` looks at: each thing in one line, and whether it is sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intake.actions.keys.open_epoch import is_trusted
from intake.actions.keys.reseal_cases import progress
from intake.keys import store
from intake.keys.models import Team
from intake.sealing.recovery import PAIRS
from intake.staff import store as staff


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at."""

    sound: bool
    says: str


def findings(pin: str) -> Iterator[Finding]:
    """Everything that can be verified without a private key."""
    yield _recovery(pin)
    missing = [pair for pair in PAIRS if store.recovery_sheet(pair) is None]
    yield Finding(sound=not missing, says="Each pair of recovery sheets has its copy.")
    for team in store.teams():
        yield from _team(team, pin)


def _recovery(pin: str) -> Finding:
    says = "The recovery key is the pinned one, and vouches for itself."
    try:
        store.recovery_recipient(pin=pin)
    except (store.UntrustedTeamKey, store.NoKeysYet):
        return Finding(sound=False, says=says)
    return Finding(sound=True, says=says)


def _team(team: Team, pin: str) -> Iterator[Finding]:
    try:
        epoch = store.recipient_of(team.id, pin=pin).epoch
    except store.UntrustedTeamKey:
        yield Finding(sound=False, says=f"Team {team.name}: all epochs chain to the pin.")
        return
    yield Finding(sound=True, says=f"Team {team.name}: all epochs chain to the pin.")
    kept = store.sealed_to_recovery(team.id)
    yield Finding(
        sound=len(kept) == epoch, says=f"Team {team.name}: each epoch is kept for the sheets."
    )
    yield Finding(
        sound=_grants_are_sound(team, epoch, pin),
        says=f"Team {team.name}: each member with keys has the key that somebody compared.",
    )
    going = progress(team.id)
    yield Finding(
        sound=going.is_idle, says=f"Team {team.name}: no cases and no grants of older epochs."
    )


def _grants_are_sound(team: Team, epoch: int, pin: str) -> bool:
    members = {member.id: member for member in staff.members_of(team.id)}
    public = store.epochs_of(team.id)[epoch - 1].public
    return all(
        is_trusted(grant, members[grant.member_id], public, installation=pin)
        for grant in store.grants_in(team.id, epoch)
        if grant.member_id in members
    )
