"""Find the members who get keys of a team's next epoch, because their own key was vouched for.

A row that was changed outside the desk gets none, whatever vouches stand beside it; nor does a
member whose key ended, because older copies of the database open it with a password alone.
"""

from __future__ import annotations

from intake.actions.access.login_row_mac import is_tampered
from intake.actions.keys.grant_access import has_ended
from intake.actions.opening.case_keys import Reader
from intake.frozen import frozen
from intake.keys import store as keys
from intake.keys.models import Grant, SigningGrant
from intake.sealing.keysets import PublicKeys
from intake.sealing.teams import fingerprint
from intake.sealing.unlocking import grant_place, is_vouched, signing_place
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may


@frozen
class Vouches:
    """The vouches of one epoch of a team, and what verifies them.

    *sure* are the ids of members whose key is known without a vouch, such as that of the member
    who acts.
    """

    team_id: str
    epoch: int
    public: PublicKeys
    installation: str
    sure: frozenset[str] = frozenset()

    def hold_for_reader(self, grant: Grant, member: StaffMember) -> bool:
        """Return true if the epoch vouches for the key that the member's row has now."""
        place = grant_place(self.team_id, self.epoch, member.id, installation=self.installation)
        vouched = grant.vouched or b""
        return is_vouched(self.public.verifies_vouches, vouched, member.public_key, place=place)

    def hold_for_signer(self, grant: SigningGrant, member: StaffMember) -> bool:
        """Return true if the signing key vouches for the key that the member's row has now."""
        place = signing_place(self.team_id, self.epoch, member.id, installation=self.installation)
        return is_vouched(self.public.sign_public, grant.vouched, member.public_key, place=place)


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
    newest = keys.recipient_of(team_id, pin=installation).epoch
    vouches = vouches_of(team_id, newest, installation=installation, sure=sure_of(reader))
    return vouched_readers(vouches)


def vouched_readers(vouches: Vouches) -> list[StaffMember]:
    """Return the members who hold the epoch's reading key under a key that was vouched for."""
    grants = {grant.member_id: grant for grant in keys.grants_in(vouches.team_id, vouches.epoch)}
    return [
        member
        for member in _genuine_members(vouches.team_id)
        if (grant := grants.get(member.id))
        and (member.id in vouches.sure or vouches.hold_for_reader(grant, member))
    ]


def vouched_signers(vouches: Vouches, *, by_sheets: bool) -> list[StaffMember]:
    """Return the administrators who are to hold the signing key of the next epoch.

    They hold this epoch's under a key that was vouched for with it. With two recovery sheets, and
    in epochs of older releases, a vouch for an administrator as a reader is enough.
    """
    rows = keys.signing_grants_in(vouches.team_id, vouches.epoch)
    grants = {grant.member_id: grant for grant in rows}
    as_readers = by_sheets or not vouches.public.vouch_public
    readers = {member.id for member in vouched_readers(vouches)} if as_readers else set()
    return [
        member
        for member in _genuine_members(vouches.team_id)
        if may(member.roles, Act.MANAGE_TEAM)
        and (member.id in readers or _signs(grants.get(member.id), member, vouches))
    ]


def _signs(grant: SigningGrant | None, member: StaffMember, vouches: Vouches) -> bool:
    if grant is None:
        return False
    return member.id in vouches.sure or vouches.hold_for_signer(grant, member)


def _genuine_members(team_id: str) -> list[StaffMember]:
    members = staff.members_of(team_id, anew=True)  # a pair may have been renewed meanwhile
    return [member for member in members if not (is_tampered(member) or has_ended(member))]
