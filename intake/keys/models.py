"""The tables of keys: public halves in clear, private halves sealed to somebody."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model, new_id

THE_RECOVERY_KEY = "recovery"
"""The id of the one recovery key: two cannot be made, not even at the same moment."""


class RecoveryKey(Model):
    """The public halves of the recovery keys, and the signature of one for the other.

    Clear: all of it. The fingerprint of ``sign_public`` is pinned in the configuration.
    """

    __tablename__ = "recovery_keys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=THE_RECOVERY_KEY)
    hpke_public: Mapped[bytes] = mapped_column(LargeBinary)
    sign_public: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    made_on: Mapped[date]


class RecoverySheet(Model):
    """The recovery keys' private halves, once for each pair of the three printed sheets.

    Clear: which pair (``AB``, ``AC``, ``BC``). Sealed: ``sealed``, under both sheets' secrets,
    which are on paper only.
    """

    __tablename__ = "recovery_sheets"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    pair: Mapped[str] = mapped_column(String(2), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Team(Model):
    """People who share keys. Clear: its name, and since when new keys are due."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    keys_due_since: Mapped[date | None]


class Epoch(Model):
    """One version of a team's keys, vouched for by the one before or by the recovery key.

    Clear: number, public halves, signature, when it was opened. Sealed: ``sealed_to_recovery``,
    the private halves to the recovery key; left in the table until somebody asks for it, which
    the applicants' door never does.
    """

    __tablename__ = "epochs"
    __table_args__ = (UniqueConstraint("team_id", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    team_id: Mapped[str] = mapped_column(String(32), ForeignKey("teams.id"))
    number: Mapped[int]
    hpke_public: Mapped[bytes] = mapped_column(LargeBinary)
    sign_public: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_to_recovery: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    opened_at: Mapped[datetime | None]


class Grant(Model):
    """A team's private keys of one epoch, for one member.

    Clear: whose, of which team and epoch, and ``vouched``: that epoch's signature for the public
    key that somebody compared. Sealed: ``sealed``, to that key.
    ``member_id`` is an id in ``staff_members``, a table that is made later than this one.
    """

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("member_id", "team_id", "epoch"),
        ForeignKeyConstraint(["team_id", "epoch"], ["epochs.team_id", "epochs.number"]),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    member_id: Mapped[str] = mapped_column(String(32))
    team_id: Mapped[str] = mapped_column(String(32))
    epoch: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    vouched: Mapped[bytes | None] = mapped_column(LargeBinary)


class StubKey(Model):
    """The key of a team's conflict stubs: one for all epochs, so that old stubs are still found.

    Clear: of which team, and under which epoch it is kept. Sealed: ``sealed``, under a key
    derived from the team's private key of that epoch.
    """

    __tablename__ = "stub_keys"

    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    epoch: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class FirstInvitation(Model):
    """How the first member comes to the team's keys: once, within 72 hours.

    Clear: the token's hash, when it runs out, the newest epoch. Sealed: ``wrapped_team_keys``, the
    private halves of the epochs up to that one, under the token, which only the printed link has.
    Accepting deletes the row.
    """

    __tablename__ = "first_invitations"
    __table_args__ = (
        ForeignKeyConstraint(["team_id", "epoch"], ["epochs.team_id", "epochs.number"]),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    team_id: Mapped[str] = mapped_column(String(32))
    epoch: Mapped[int]
    wrapped_team_keys: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
