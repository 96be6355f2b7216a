"""Give a colleague the team's keys, after two people compared the fingerprint of theirs.

Volunteers hold none.
"""

from collections.abc import Mapping

from intake.actions.access.unlock_keys import is_tampered, still_may, verify_member_row
from intake.actions.opening.case_keys import Actor, Reader
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.frozen import frozen
from intake.keys import store as keys
from intake.keys.models import Grant, SigningGrant
from intake.outbox import letters
from intake.sealing.published import certify
from intake.sealing.seal import Recipient, SealBroken, seal_to
from intake.sealing.teams import TeamPrivate, TeamPublic, fingerprint
from intake.sealing.unlocking import grant_place, is_vouched, signing_place, vouch
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.store import Act, may
from intake.words import Refused


class NotWaiting(Exception):
    """The member asks for no access: has it, needs none, left, or must choose a password first."""


class OtherKey(Refused):
    """The member's key is not the one whose fingerprint was compared."""

    says = "The fingerprint changed after this page loaded. Compare it again."


class NoKeysToGive(Refused):
    """The member who is to give keys does not hold the team's newest ones."""

    says = "You do not have case access yet, so you cannot give it to others."


def asks_for_key(member: StaffMember, act: Act, holders: frozenset[str]) -> bool:
    """Return true if a member may do this, has a key pair, and is none of the *holders*."""
    works = member.disabled_on is None and may(member.roles, act)
    return works and bool(member.wrapped_private_key) and member.id not in holders


def working_holders(team_id: str) -> frozenset[str]:
    """Return the ids of working members who hold the team's keys."""
    able = {
        member.id for member in staff.members_of(team_id) if may(member.roles, Act.HOLD_TEAM_KEYS)
    }
    return keys.members_with_keys(team_id) & able


def grant_access(member_id: str, by: Actor, *, compared: str) -> StaffMember:
    """Seal the keys of all the team's epochs to a member whose fingerprint is ``compared``.

    Their next request opens them. For a member who holds them under a new key of their own,
    vouch for that key. Raise :class:`NotWaiting`, :class:`OtherKey`,
    :class:`NoKeysToGive`, ``UntrustedTeamKey`` where the team's keys are not the pinned ones, and
    ``BadRowMac`` or ``RowRevoked`` where the member's row is not the desk's; ``NoLongerMay`` where
    the giver was out at this very moment.
    """
    keys.lock_team(by.team_id)
    still_may(by.member_id, Act.GRANT_ACCESS)
    unvouched = keys.members_with_unvouched_key(by.team_id)
    holders = keys.members_with_keys(by.team_id) - unvouched
    member = _asking(member_id, by.team_id, Act.OPEN_CASE, holders, compared)
    held, installation = held_keys(by.reader), by.reader.installation
    if member.id in unvouched:
        for grant in keys.grants_of(member.id):
            if grant.epoch in held:
                place = grant_place(member.team_id, grant.epoch, member.id, installation)
                private = held[grant.epoch].vouch_private
                grant.vouched = vouch(private, member.public_key, place)
        certify_members(by.reader)
        by.log(AuditAct.KEY_COMPARED)
        log.record(AuditAct.KEY_VOUCHED, on=by.day, member_id=member.id, at=by.at)
        return member
    give_keys(member, held, installation)
    certify_members(by.reader)
    by.log(AuditAct.ACCESS_GRANTED)
    log.record(AuditAct.GOT_ACCESS, on=by.day, member_id=member.id, at=by.at)
    letters.to_team(
        letters.ACCESS_GRANTED, team_id=by.team_id, tier="P2", due_on=by.day, queued_on=by.day
    )
    return member


def _asking(
    member_id: str, team_id: str, act: Act, holders: frozenset[str], compared: str
) -> StaffMember:
    """Return the member of the team who asks for a key, locked.

    Raise :class:`NotWaiting` and :class:`OtherKey`, ``BadRowMac`` and ``RowRevoked``.
    """
    member = staff.find_for_change(member_id)
    if member is None or member.team_id != team_id:
        raise NotWaiting
    if not asks_for_key(member, act, holders):
        raise NotWaiting
    if fingerprint(member.public_key) != compared:
        raise OtherKey
    verify_member_row(member)
    return member


def give_keys(member: StaffMember, held: Mapping[int, TeamPrivate], installation: str) -> None:
    """Grant these epochs of their team to a member, and vouch for the member's key in each."""
    keys.drop_grants_of(member.id)
    for epoch, private in held.items():
        give_epoch(member, epoch, private, installation)


def give_epoch(member: StaffMember, epoch: int, private: TeamPrivate, installation: str) -> None:
    """Grant the reading key of one epoch to a member, and vouch for the member's key in it.

    Members who may give access get the vouching key too. The signing key is never among them. A
    volunteer gets no key, and only the vouch, by which cases are lent to them.
    """
    place = grant_place(member.team_id, epoch, member.id, installation)
    recipient = Recipient(whose=member.id, public_key=member.public_key)
    holds = may(member.roles, Act.HOLD_TEAM_KEYS)
    granted = private.for_reader(vouches=may(member.roles, Act.GRANT_ACCESS))
    keys.add(
        Grant(
            member_id=member.id,
            team_id=member.team_id,
            epoch=epoch,
            sealed=seal_to(recipient, granted.to_bytes(), place) if holds else b"",
            vouched=vouch(private.vouch_private, member.public_key, place),
        )
    )


def held_keys(giver: Reader) -> dict[int, TeamPrivate]:
    """Return the epochs of which a member holds the reading and the vouching key.

    Raise :class:`NoKeysToGive` without those of the newest.
    """
    newest = keys.recipient_of(giver.team_id, giver.installation).epoch
    held = {
        epoch: team_keys
        for epoch, team_keys in giver.keyring.of_team(giver.team_id).items()
        if team_keys.hpke_private and team_keys.vouch_private
    }
    if newest not in held:
        raise NoKeysToGive
    return held


@frozen
class Vouches:
    """The vouches of one epoch of a team, and what verifies them.

    *sure* are the ids of members whose key is known without a vouch, such as that of the member
    who acts.
    """

    team_id: str
    epoch: int
    public: TeamPublic
    installation: str
    sure: frozenset[str] = frozenset()

    def hold_for(self, grant: Grant | SigningGrant, member: StaffMember) -> bool:
        """Return true if the key that the member's row has now was vouched for, or is known.

        The epoch's vouching key vouches for a reader, its signing key for a signer.
        """
        reads = isinstance(grant, Grant)
        place_of = grant_place if reads else signing_place
        public = self.public.vouch_public if reads else self.public.sign_public
        place = place_of(self.team_id, self.epoch, member.id, self.installation)
        return member.id in self.sure or is_vouched(
            public, grant.vouched or b"", member.public_key, place
        )


def vouches_of(
    team_id: str, epoch: int, *, installation: str, sure: frozenset[str] = frozenset()
) -> Vouches:
    """Return the vouches of an epoch whose chain was verified before."""
    public = keys.epochs_of(team_id)[epoch - 1].public
    return Vouches(
        team_id=team_id, epoch=epoch, public=public, installation=installation, sure=sure
    )


def sure_of(reader: Reader) -> frozenset[str]:
    """Return the reader's id if their row still has the key that they signed in with."""
    member = staff.find_for_change(reader.member_id)
    is_own = member is not None and reader.keyring.own == fingerprint(member.public_key)
    return frozenset({reader.member_id}) if is_own else frozenset()


def trusted_members(reader: Reader) -> list[StaffMember]:
    """Return the members of the reader's team to whose own key something may be sealed.

    Raise ``UntrustedTeamKey`` where the team's keys do not chain to the pin.
    """
    team_id, installation = reader.team_id, reader.installation
    newest = keys.recipient_of(team_id, installation).epoch
    vouches = vouches_of(team_id, newest, installation=installation, sure=sure_of(reader))
    return vouched_readers(vouches)


def vouched_readers(vouches: Vouches) -> list[StaffMember]:
    """Return the members who hold the epoch's reading key under a key that was vouched for."""
    grants = {grant.member_id: grant for grant in keys.grants_in(vouches.team_id, vouches.epoch)}
    return [
        member
        for member in _genuine_members(vouches.team_id)
        if (grant := grants.get(member.id)) and vouches.hold_for(grant, member)
    ]


def vouched_signers(vouches: Vouches, *, by_sheets: bool) -> list[StaffMember]:
    """Return the administrators who are to hold the signing key of the next epoch.

    They hold this epoch's under a key that was vouched for with it. With two recovery sheets a
    vouch for an administrator as a reader is enough.
    """
    rows = keys.signing_grants_in(vouches.team_id, vouches.epoch)
    grants = {grant.member_id: grant for grant in rows}
    readers = {member.id for member in vouched_readers(vouches)} if by_sheets else set()
    return [
        member
        for member in _genuine_members(vouches.team_id)
        if may(member.roles, Act.MANAGE_TEAM)
        and (
            member.id in readers
            or ((grant := grants.get(member.id)) and vouches.hold_for(grant, member))
        )
    ]


def _genuine_members(team_id: str) -> list[StaffMember]:
    members = staff.members_of(team_id, anew=True)  # a pair may have been renewed meanwhile
    return [member for member in members if not is_tampered(member)]


class NoSigningKey(NoKeysToGive):
    """The member does not hold the key that signs the team's next epoch."""

    says = (
        "Only an administrator who holds the signing key can do this. The table below shows who "
        "does. If no one does, two recovery sheets help: the server administrator runs flask keys "
        "rotate."
    )


def signers_of(team_id: str) -> frozenset[str]:
    """Return the ids of working administrators who hold the team's signing key."""
    holders = keys.members_with_signing_key(team_id)
    return frozenset(
        member.id
        for member in staff.members_of(team_id)
        if member.id in holders and may(member.roles, Act.MANAGE_TEAM)
    )


def grant_signing_key(member_id: str, by: Actor, *, compared: str) -> StaffMember:
    """Seal the team's signing key to an administrator whose fingerprint is *compared*.

    Their next request opens it. Raise ``NotWaiting``, ``OtherKey``,
    :class:`NoSigningKey`, ``UntrustedTeamKey``, ``BadRowMac``, ``RowRevoked`` and ``NoLongerMay``.
    """
    keys.lock_team(by.team_id)
    still_may(by.member_id, Act.MANAGE_TEAM)
    signers = signers_of(by.team_id)
    member = _asking(member_id, by.team_id, Act.MANAGE_TEAM, signers, compared)
    epoch, private = signing_key_of(by.reader)
    give_signing_key(member, epoch, private, by.reader.installation)
    by.log(AuditAct.SIGNING_KEY_GRANTED)
    log.record(AuditAct.GOT_SIGNING_KEY, on=by.day, member_id=member.id, at=by.at)
    return member


def signing_key_of(signer: Reader) -> tuple[int, TeamPrivate]:
    """Return the newest epoch and its signing key; raise :class:`NoSigningKey`."""
    newest = keys.recipient_of(signer.team_id, signer.installation).epoch
    sign_private = signer.keyring.sign_keys.get((signer.team_id, newest), b"")
    if not sign_private or not may(signer.roles, Act.MANAGE_TEAM):
        raise NoSigningKey
    return newest, TeamPrivate(sign_private=sign_private)


def give_signing_key(
    member: StaffMember, epoch: int, private: TeamPrivate, installation: str
) -> None:
    """Seal an epoch's signing key to an administrator, and vouch for their key with it."""
    keys.drop_signing_grants_of(member.id)
    place = signing_place(member.team_id, epoch, member.id, installation)
    recipient = Recipient(whose=member.id, public_key=member.public_key)
    keys.add(
        SigningGrant(
            member_id=member.id,
            team_id=member.team_id,
            epoch=epoch,
            sealed=seal_to(recipient, private.for_signer().to_bytes(), place),
            vouched=vouch(private.sign_private, member.public_key, place),
        )
    )


def certify_members(reader: Reader) -> None:
    """Certify the keys and roles of the members whose keys were compared, as an administrator.

    What members publish bears the certificate. Without the team's signing key nothing is done.
    """
    try:
        epoch, private = signing_key_of(reader)
    except (NoSigningKey, keys.UntrustedTeamKey):
        return
    team_id, installation = reader.team_id, reader.installation
    vouches = vouches_of(team_id, epoch, installation=installation, sure=sure_of(reader))
    for member in vouched_readers(vouches):
        if _is_genuine(member):
            made = certify(
                private.sign_private,
                member.public_key,
                member.roles,
                member_id=member.id,
                team_id=team_id,
                epoch=epoch,
                installation=installation,
            )
            keys.set_certificate(team_id, epoch, member.id, made)


def _is_genuine(member: StaffMember) -> bool:
    try:
        verify_member_row(member)
    except SealBroken:
        return False
    return True
