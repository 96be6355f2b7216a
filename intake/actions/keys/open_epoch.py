"""Ask for new team keys, and open the next epoch: signed with those before, for who is here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from intake.actions.access.recheck_permission import still_may
from intake.actions.access.unlock_keys import lock_anew
from intake.actions.keys.grant_access import NoKeysToGive, give_epoch
from intake.actions.keys.grant_signing import NoSigningKey, give_signing_key, signing_key_of
from intake.actions.keys.init_keys import add_epoch
from intake.actions.keys.vouched_members import (
    sure_of,
    vouched_readers,
    vouched_signers,
    vouches_of,
)
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.stub_keys import wrap_for_epoch
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.desk_state import jobs
from intake.desk_state.models import JobKind
from intake.keys import store as keys
from intake.sealing.teams import TeamPrivate, new_team_keys
from intake.sealing.unlocking import Keyring
from intake.sessions import store as sessions
from intake.staff import store as staff
from intake.staff.roles import Act, may


class NobodyHolds(NoKeysToGive):
    """No member who is here could open what new keys seal."""


def open_epoch(opener: Reader, token: bytes, *, today: date, now: datetime) -> Reader:
    """Open the next epoch as an administrator; return the opener with its keys.

    The opener's session goes on. All other sessions of the team end, so that their members sign in
    anew and have the new keys. Raise ``NoSigningKey``, :class:`NobodyHolds`, ``NoLongerMay``, and
    ``UntrustedTeamKey`` where the chain is not sound.
    """
    keys.lock_team(opener.team_id)
    _, signing = signing_key_of(opener)
    still_may(opener.member_id, Act.MANAGE_TEAM)
    held = opener.keyring.of_team(opener.team_id)
    number, private_keys = next_epoch(
        opener.team_id,
        signing.sign_private,
        reading={epoch: key.hpke_private for epoch, key in held.items() if key.hpke_private},
        sure=sure_of(opener),
        installation=opener.installation,
        now=now,
    )
    log.record(AuditAct.EPOCH_OPENED, on=today, member_id=opener.member_id, at=now)
    keyring = _with_granted(opener, number, private_keys)
    for member in staff.members_of(opener.team_id):
        if member.id != opener.member_id:
            sessions.lock_all_of(member.id, now=now)
    lock_anew(keyring, token, installation=opener.installation, now=now)
    return replace(opener, keyring=keyring)


def next_epoch(
    team_id: str,
    sign_private: bytes,
    *,
    reading: Mapping[int, bytes],
    sure: frozenset[str] = frozenset(),
    by_sheets: bool = False,
    installation: str,
    now: datetime,
) -> tuple[int, TeamPrivate]:
    """Make new keys for the team, sign them, and seal them to the recovery key and the members.

    Members who hold keys now and whose own key was vouched for, or who are *sure*, get theirs;
    others ask anew. *reading* are reading keys by epoch, to wrap the stub key anew. Old grants stay
    until all cases are resealed; old signing keys go at once. Resealing for older keys ends where
    it is: it begins with the first case again.
    """
    team = keys.lock_team(team_id)
    newest = keys.recipient_of(team_id, pin=installation).epoch
    vouches = vouches_of(team_id, newest, installation=installation, sure=sure)
    readers = vouched_readers(vouches)
    signers = vouched_signers(vouches, by_sheets=by_sheets)
    if not any(may(member.roles, Act.HOLD_TEAM_KEYS) for member in readers):
        raise NobodyHolds
    number, private_keys = newest + 1, new_team_keys()
    add_epoch(team_id, number, private_keys, sign_private, installation=installation, opened_at=now)
    for member in readers:
        give_epoch(member, number, private_keys, installation=installation)
    for member in signers:
        give_signing_key(member, number, private_keys, installation=installation)
    keys.drop_signing_grants_before(team_id, number)
    wrap_for_epoch(
        team_id, reading, private_keys.hpke_private, epoch=number, installation=installation
    )
    team.keys_due_since = None
    jobs.end(team_id, JobKind.RESEALING)
    return number, private_keys


def _with_granted(opener: Reader, number: int, private_keys: TeamPrivate) -> Keyring:
    """Return the opener's keyring with what they were granted of the new epoch."""
    if opener.member_id not in {
        grant.member_id for grant in keys.signing_grants_in(opener.team_id, number)
    }:
        raise NoSigningKey
    keyring, at = opener.keyring, (opener.team_id, number)
    held = private_keys.for_signer()
    is_reader = opener.member_id in keys.members_with_keys(opener.team_id)
    if is_reader and may(opener.roles, Act.HOLD_TEAM_KEYS):
        vouches = may(opener.roles, Act.GRANT_ACCESS)
        reading = private_keys.for_reader(vouches=vouches)
        held = replace(reading, sign_private=private_keys.sign_private)
    signed = {epoch: key for epoch, key in keyring.sign_keys.items() if epoch[0] != opener.team_id}
    return replace(keyring, sign_keys=signed).with_epoch(at, held)


def request_keys(by: Actor) -> None:
    """Make new keys of the member's team due, as they are when a member leaves.

    Raise ``NoLongerMay``.
    """
    team = keys.lock_team(by.team_id)
    still_may(by.member_id, Act.MANAGE_TEAM)
    if team.keys_due_since is None:
        team.keys_due_since = by.day
        by.log(AuditAct.NEW_KEYS_REQUESTED)
