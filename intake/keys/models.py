"""The tables of keys: public halves in clear, private halves sealed to a recipient."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Digest, Id, Model, RowId, TeamId

THE_RECOVERY_KEY = "recovery"
"""The id of the first recovery key. As a fixed primary key it cannot be inserted twice."""


class RecoveryKey(Model):
    """The public halves of one generation of recovery keys, and their signatures.

    Clear: all of it. ``signature`` is by ``sign_public`` itself. The fingerprint of the first
    generation's ``sign_public`` is pinned in the configuration; ``handover`` is the signature of
    each later generation by the one before.
    """

    __tablename__ = "recovery_keys"

    id: Mapped[Id] = mapped_column(primary_key=True, default=THE_RECOVERY_KEY)
    hpke_public: Mapped[bytes]
    sign_public: Mapped[bytes]
    signature: Mapped[bytes]
    made_on: Mapped[date]
    number: Mapped[int] = mapped_column(default=1, server_default="1")
    handover: Mapped[bytes | None]


class RecoverySheet(Model):
    """The newest recovery keys' private halves, once for each pair of the three printed sheets.

    Clear: which pair (``AB``, ``AC``, ``BC``). Sealed: ``sealed``, under both sheets' secrets,
    which are on paper only. Rows of one sheet (``A``, ``B``, ``C``) hold a hash of its 256-bit
    secret in ``sealed``, by which a holder proves to have the sheet; it opens nothing.
    """

    __tablename__ = "recovery_sheets"

    id: Mapped[RowId]
    pair: Mapped[str] = mapped_column(String(2), unique=True)
    sealed: Mapped[bytes]


class Team(Model):
    """A group of members who share keys.

    Clear: its name, since when new keys are due, and how many names it has imported, also those
    that are gone.
    """

    __tablename__ = "teams"

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(200))
    keys_due_since: Mapped[date | None]
    names_imported: Mapped[int] = mapped_column(default=0, server_default="0")


class Epoch(Model):
    """One version of a team's keys, signed by the one before or by the recovery key.

    Clear: number, public halves, signature, when it was opened. ``vouch_public`` verifies the
    vouches for members' keys. Sealed: ``sealed_to_recovery``, the private halves to the recovery
    key. It is deferred, because the applicants' role may not read it.
    """

    __tablename__ = "epochs"
    __table_args__ = (UniqueConstraint("team_id", "number"),)

    id: Mapped[RowId]
    team_id: Mapped[TeamId]
    number: Mapped[int]
    hpke_public: Mapped[bytes]
    sign_public: Mapped[bytes]
    vouch_public: Mapped[bytes]
    signature: Mapped[bytes]
    sealed_to_recovery: Mapped[bytes] = mapped_column(deferred=True)
    opened_at: Mapped[datetime | None]


class Grant(Model):
    """A team's reading key of one epoch, for one member.

    Clear: whose, of which team and epoch, and ``vouched``: the signature of that epoch's vouching
    key for the member's public key, which a colleague compared, or which its member renewed and
    vouched for. It is empty where nobody has compared a renewed key yet. ``certificate`` is the
    signature of the epoch's signing key for all their keys and roles. Sealed: ``sealed``, to
    that key: the reading key, and the vouching key for members who may give access. A volunteer's
    row holds no key: ``sealed`` is empty, and only the vouch for their own key stands in it, to
    which cases are lent.
    ``member_id`` is an id in ``staff_members``, a table that is made later than this one.
    """

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("member_id", "team_id", "epoch"),
        ForeignKeyConstraint(["team_id", "epoch"], ["epochs.team_id", "epochs.number"]),
    )

    id: Mapped[RowId]
    member_id: Mapped[Id]
    team_id: Mapped[Id]
    epoch: Mapped[int]
    sealed: Mapped[bytes]
    vouched: Mapped[bytes | None]
    certificate: Mapped[bytes | None]


class SigningGrant(Model):
    """The key that signs a team's next epoch, for one administrator.

    Clear: whose, of which team and epoch, and ``vouched``: the signature of that key for the
    administrator's public key, which another administrator compared. Sealed: ``sealed``, to that
    public key. Rows of epochs before the newest are deleted.
    """

    __tablename__ = "signing_grants"
    __table_args__ = (
        UniqueConstraint("member_id", "team_id", "epoch"),
        ForeignKeyConstraint(["team_id", "epoch"], ["epochs.team_id", "epochs.number"]),
    )

    id: Mapped[RowId]
    member_id: Mapped[Id]
    team_id: Mapped[Id]
    epoch: Mapped[int]
    sealed: Mapped[bytes]
    vouched: Mapped[bytes]


class StubKey(Model):
    """The key of a team's conflict stubs: one for all epochs, so that old stubs still match.

    Clear: of which team, and under which epoch it is kept. Sealed: ``sealed``, under a key
    derived from the team's private key of that epoch; ``roll``, under the key of the stubs: the
    ids of the team's cases (``intake/actions/opening/sealed_rows.py``).
    """

    __tablename__ = "stub_keys"

    team_id: Mapped[TeamId] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    sealed: Mapped[bytes]
    roll: Mapped[bytes | None]


class FirstInvitation(Model):
    """The invitation by which the first member gets the team's keys, once, within 72 hours.

    Clear: the token's hash, when it expires, the newest epoch. Sealed under the token, which only
    the printed link has: ``wrapped_team_keys``, the private halves of the epochs up to that one,
    and ``wrapped_sheets``, the secrets of the three recovery sheets, where they are to be shown in
    the browser of the first member. Accepting deletes the row.
    """

    __tablename__ = "first_invitations"
    __table_args__ = (
        ForeignKeyConstraint(["team_id", "epoch"], ["epochs.team_id", "epochs.number"]),
    )

    id: Mapped[RowId]
    token_hash: Mapped[Digest] = mapped_column(unique=True)
    team_id: Mapped[Id]
    epoch: Mapped[int]
    wrapped_team_keys: Mapped[bytes]
    wrapped_sheets: Mapped[bytes | None]
    expires_at: Mapped[datetime]


class PendingSheets(Model):
    """The secrets of the three recovery sheets, until the first member has taken them.

    Clear: ``member_id``, an id in ``staff_members``, a table that is made later than this one.
    Sealed: ``sealed``, to that member's public key. The row is deleted once the member has typed
    groups of each printed sheet.
    """

    __tablename__ = "pending_sheets"

    member_id: Mapped[Id] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
