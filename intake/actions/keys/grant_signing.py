"""Give an administrator the key that signs the team's next epoch."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.access.login_row_mac import verify_member_row
from intake.actions.access.recheck_permission import still_may
from intake.actions.keys.grant_access import NoKeysToGive, NotWaiting, OtherKey
from intake.actions.opening.case_keys import Reader
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.sealing.seal import Recipient, seal_to
from intake.sealing.teams import TeamPrivate, fingerprint
from intake.sealing.unlocking import signing_place, vouch
from intake.sessions import store as sessions
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may
from intake.words import N_


class NoSigningKey(NoKeysToGive):
    """The member does not hold the key that signs the team's next epoch."""

    says = N_(
        "Only an administrator who holds the signing key can do this. The table below shows who "
        "does. If no one does, two recovery sheets help: the server administrator runs flask keys "
        "rotate."
    )


def is_apart(team_id: str) -> bool:
    """Return true if the key that signs the team's next epoch is none that readers hold."""
    epochs = keys.epochs_of(team_id)
    return bool(epochs and epochs[-1].public.vouch_public)


def signers_of(team_id: str) -> frozenset[str]:
    """Return the ids of working administrators who hold the team's signing key."""
    holders = keys.members_with_signing_key(team_id)
    if not is_apart(team_id):
        holders |= keys.members_with_keys(team_id)
    return frozenset(
        member.id
        for member in staff.members_of(team_id)
        if member.id in holders and may(member.roles, Act.MANAGE_TEAM)
    )


def asks_for_signing_key(member: StaffMember, *, signers: frozenset[str]) -> bool:
    """Return true if a working administrator has a key pair and no signing key of the team."""
    works = member.disabled_on is None and may(member.roles, Act.MANAGE_TEAM)
    return works and bool(member.wrapped_private_key) and member.id not in signers


def grant_signing_key(
    member_id: str, giver: Reader, *, compared: str, today: date, now: datetime
) -> StaffMember:
    """Seal the team's signing key to an administrator whose fingerprint is *compared*.

    The administrator signs in anew and has it. Raise ``NotWaiting``, ``OtherKey``,
    :class:`NoSigningKey`, ``UntrustedTeamKey``, ``BadRowMac``, ``RowRevoked`` and ``NoLongerMay``.
    """
    keys.lock_team(giver.team_id)
    still_may(giver.member_id, Act.MANAGE_TEAM)
    member = staff.find_for_change(member_id)
    if member is None or member.team_id != giver.team_id:
        raise NotWaiting
    if not asks_for_signing_key(member, signers=signers_of(giver.team_id)):
        raise NotWaiting
    epoch, private = signing_key_of(giver)
    if fingerprint(member.public_key) != compared:
        raise OtherKey
    verify_member_row(member)
    give_signing_key(member, epoch, private, installation=giver.installation)
    sessions.lock_all_of(member.id, now=now)
    log.record(AuditAct.SIGNING_KEY_GRANTED, on=today, member_id=giver.member_id, at=now)
    log.record(AuditAct.GOT_SIGNING_KEY, on=today, member_id=member.id, at=now)
    return member


def signing_key_of(signer: Reader) -> tuple[int, TeamPrivate]:
    """Return the newest epoch and its signing key; raise :class:`NoSigningKey`.

    In epochs of older releases every reader holds that key; only administrators may use it.
    """
    newest = keys.recipient_of(signer.team_id, pin=signer.installation).epoch
    sign_private = signer.keyring.sign_keys.get((signer.team_id, newest), b"")
    if not sign_private or not may(signer.roles, Act.MANAGE_TEAM):
        raise NoSigningKey
    return newest, TeamPrivate(sign_private=sign_private)


def give_signing_key(
    member: StaffMember, epoch: int, private: TeamPrivate, *, installation: str
) -> None:
    """Seal an epoch's signing key to an administrator, and vouch for their key with it."""
    keys.drop_signing_grants_of(member.id)
    place = signing_place(member.team_id, epoch, member.id, installation=installation)
    recipient = Recipient(whose=member.id, public_key=member.public_key)
    keys.add_signing_grant(
        member_id=member.id,
        team_id=member.team_id,
        epoch=epoch,
        sealed=seal_to(recipient, private.for_signer().to_bytes(), context=place),
        vouched=vouch(private.sign_private, member.public_key, place=place),
    )
