"""Open a team's next epoch: new keys, vouched for by those before, for whoever is still here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from intake.actions.access.unlock_keys import lock_anew
from intake.actions.keys.grant_access import NoKeysToGive, give_epoch, held_keys
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.stub_keys import wrap_for_epoch
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.keys.models import Grant
from intake.sealing.keysets import PublicKeys
from intake.sealing.seal import seal_to
from intake.sealing.teams import (
    TeamPrivate,
    fingerprint,
    new_team_keys,
    recovery_place,
    sign_epoch,
)
from intake.sealing.unlocking import grant_place, is_vouched
from intake.sessions import store as sessions
from intake.staff import store as staff
from intake.staff.models import StaffMember


class NobodyHolds(NoKeysToGive):
    """Nobody who is here could open what new keys seal: they would be of use to nobody."""


def open_epoch(opener: Reader, token: bytes, *, today: date, now: datetime) -> Reader:
    """The next epoch, opened by a member who holds this one; gives them with its keys.

    Their session goes on; all others of the team end, to come back with the new keys. Raises
    :class:`NoKeysToGive`, and ``UntrustedTeamKey`` where the chain is not sound.
    """
    keys.lock_team(opener.team_id)
    number, private_keys = next_epoch(
        opener.team_id,
        held_keys(opener),
        sure=_sure(opener),
        installation=opener.installation,
        now=now,
    )
    if opener.member_id not in keys.members_with_keys(opener.team_id):
        raise NoKeysToGive
    log.record(AuditAct.EPOCH_OPENED, on=today, member_id=opener.member_id, at=now)
    at = (opener.team_id, number)
    keyring = replace(
        opener.keyring,
        team_keys={**opener.keyring.team_keys, at: private_keys.hpke_private},
        sign_keys={**opener.keyring.sign_keys, at: private_keys.sign_private},
    )
    for member in staff.members_of(opener.team_id):
        if member.id != opener.member_id:
            sessions.lock_all_of(member.id, now=now)
    lock_anew(keyring, token, installation=opener.installation, now=now)
    return replace(opener, keyring=keyring)


def next_epoch(
    team_id: str,
    held: dict[int, TeamPrivate],
    *,
    sure: frozenset[str],
    installation: str,
    now: datetime,
) -> tuple[int, TeamPrivate]:
    """New keys for the team, signed by those of now and sealed to the recovery key.

    They are granted to each member who has keys and whose own key the team vouched for, or who
    is ``sure``; others ask anew. Old grants stay until all cases are resealed.
    """
    team = keys.lock_team(team_id)
    newest = keys.recipient_of(team_id, pin=installation).epoch
    if newest not in held:
        raise NoKeysToGive
    here = _trusted_holders(team_id, newest, sure=sure, installation=installation)
    if not here:
        raise NobodyHolds
    number, private_keys = newest + 1, new_team_keys()
    keys.add_epoch(
        sign_epoch(
            held[newest].sign_private,
            team_id=team_id,
            number=number,
            public=private_keys.public_halves(),
        ),
        sealed_to_recovery=seal_to(
            keys.recovery_recipient(pin=installation),
            private_keys.to_bytes(),
            context=recovery_place(team_id, number, installation=installation),
        ),
        opened_at=now,
    )
    for member in here:
        give_epoch(member, number, private_keys, installation=installation)
    wrap_for_epoch(
        team_id,
        {epoch: private.hpke_private for epoch, private in held.items()},
        private_keys.hpke_private,
        epoch=number,
        installation=installation,
    )
    team.keys_due_since = None
    return number, private_keys


def is_trusted(grant: Grant, member: StaffMember, public: PublicKeys, *, installation: str) -> bool:
    """Return True if this grant's epoch vouches for the key that the member's row has now."""
    place = grant_place(grant.team_id, grant.epoch, member.id, installation=installation)
    vouch = grant.vouched or b""
    return is_vouched(public.sign_public, vouch, member.public_key, place=place)


def _trusted_holders(
    team_id: str, epoch: int, *, sure: frozenset[str], installation: str
) -> list[StaffMember]:
    public = keys.epochs_of(team_id)[epoch - 1].public
    grants = {grant.member_id: grant for grant in keys.grants_in(team_id, epoch)}
    return [
        member
        for member in staff.members_of(team_id)
        if member.id in grants
        and (
            member.id in sure
            or is_trusted(grants[member.id], member, public, installation=installation)
        )
    ]


def _sure(opener: Reader) -> frozenset[str]:
    """The opener, if their row still has the key that they signed in with."""
    member = staff.find_for_change(opener.member_id)
    is_own = member is not None and opener.keyring.own == fingerprint(member.public_key)
    return frozenset({opener.member_id}) if is_own else frozenset()
