"""A team with real keys of every kind, whose members sign what they publish."""

from dataclasses import dataclass, replace
from operator import attrgetter

from intake.actions.keys.grant_access import certify_members, give_epoch, give_signing_key
from intake.actions.keys.init_keys import add_epoch, add_recovery
from intake.actions.law import publish
from intake.actions.opening.case_keys import Actor
from intake.amendments import published, recalls
from intake.amendments.models import PublishedRow
from intake.extensions import add_row, db, new_id
from intake.keys.models import Team
from intake.keys.store import grants_of
from intake.law.book import shipped
from intake.sealing.published import Published
from intake.sealing.seal import Pair, public_half
from intake.sealing.sheets import new_sheets
from intake.sealing.signing import set_row_mac
from intake.sealing.teams import TeamPrivate, fingerprint, new_team_keys
from intake.sealing.unlocking import Keyring, new_member_pair
from intake.staff.models import StaffMember
from intake.web.app_context import Values
from tests.cases.making import INSTALLATION, NOW, RECOVERY, TODAY, InventedTeam
from tests.support.rows import all_rows


@dataclass
class SigningTeam(InventedTeam):
    """A team whose first epoch is signed, and whose members have keys that were certified."""

    keys: TeamPrivate | None = None

    def __post_init__(self):
        """Keep the private key of each member."""
        self.own: dict[str, bytes] = {}

    def member(self, *roles: str, email: str = "wren@example.org") -> StaffMember:
        """Add a member of the team, whose key an administrator certified."""
        assert self.keys
        member, pair = super().member(*roles, email=email), new_member_pair()
        member.public_key, self.own[member.id] = pair.public, pair.private
        member.wrapped_private_key = b"under a password"
        set_row_mac(member)
        for grant in grants_of(member.id):
            db.session.delete(grant)
        db.session.flush()
        give_epoch(member, 1, self.keys, INSTALLATION)
        give_signing_key(member, 1, self.keys, INSTALLATION)
        db.session.flush()
        certify_members(replace(self.reader(member), roles=("administrator",)))
        return member

    def keyring(self, member: StaffMember) -> Keyring:
        """Return the member's keyring, with every key of the team."""
        assert self.keys
        own = self.own.get(member.id, b"")
        keyring = Keyring(
            member_id=member.id,
            team_keys={},
            own_private=own,
            own=fingerprint(member.public_key),
        )
        return keyring.with_epoch((self.id, 1), self.keys)

    def acts(self, member: StaffMember, **changed) -> Actor:
        """Return the member as one who acts today."""
        return Actor(reader=self.reader(member), day=TODAY, at=NOW, **changed)

    def published(self, kind: str, content: Values, *people: StaffMember, adds: str = "") -> str:
        """Propose as the first of these people, approve as the second, commit; return the id."""
        first, second = map(self.acts, people)
        id_ = publish.propose(first, kind, content)
        db.session.flush()
        publish.approve(second, kind, id_, adds=adds)
        db.session.commit()
        return id_


def stored_rows() -> list[Published]:
    """Return the rows of the table that are no withdrawals: proposals first, then by number."""
    rows = [published.read_row(row.row) for row in all_rows(PublishedRow)]
    kept = [row for row in rows if row and not row.kind.endswith("_withdrawn")]
    return sorted(kept, key=attrgetter("n"))


def last_row() -> Published:
    """Return the proposal that waits, or else the row that was approved last."""
    rows = stored_rows()
    return rows[-1] if rows[0].n else rows[0]


def signing_team() -> SigningTeam:
    """Add a team with signed keys under the recovery key of the tests."""
    add_recovery(RECOVERY, new_sheets(), installation=INSTALLATION, today=TODAY)
    team, private = add_row(Team(id=new_id(), name="Testfold")), new_team_keys()
    recalls.begin_team(team.id, shipped())
    add_epoch(team.id, 1, private, RECOVERY.sign_private, installation=INSTALLATION)
    pair = Pair(private=private.hpke_private, public=public_half(private.hpke_private))
    return SigningTeam(team, pair, keys=private)
