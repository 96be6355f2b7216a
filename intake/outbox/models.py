"""The tables of letters, and of the heartbeats of their workers."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Id, Model, RowId, TeamId
from intake.sealing.at_rest import AtRest

HAS_ADDRESS = text("address IS NOT NULL")
"""Condition of the index of letters with an address at rest."""


class State(StrEnum):
    """State of a letter. The first three belong to a team's row, the others to a reader's.

    ``held``: waits for a digest, because very many requests came in.
    ``parked``: given up until a person decides. ``dropped``: a person decided not to send it.
    """

    UNROUTED = "unrouted"
    HELD = "held"
    ROUTED = "routed"
    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"
    DELIVERED = "delivered"
    PARKED = "parked"
    DROPPED = "dropped"


class OutboxEmail(Model):
    """One letter: first a row for a team, then one row for each of its readers.

    Clear: the kind of letter, its reference, tier and day, its state and the last trouble.
    At rest: ``address``, from routing until the letter is delivered or dropped; then empty.
    Sealed: nothing.

    The row has days and no times, because a letter is queued at the moment at which a person
    sends. The times of lease and back-off are removed on delivery.

    ``asked_in`` is the language to call in, or that of the form if its name points to no country;
    it is deleted with the delivery. The language of a letter to an applicant may be ``other``: the
    encrypted address then stands behind it.
    ``origin_id``
    and ``reader`` are unique together, so that no reader gets a letter twice. An unrouted letter
    with a ``reader`` goes to that member alone. ``message_id`` is the same for all attempts.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("origin_id", "reader"),
        Index("ix_outbox_next", "state", "attempts", "tier", "queued_on"),
        Index("ix_outbox_of_teams", "state", "team_id", "trouble"),
        Index("ix_outbox_reference", "reference"),
        Index("ix_outbox_addressed", "id", sqlite_where=HAS_ADDRESS),
    )

    id: Mapped[RowId]
    letter: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(16))
    team_id: Mapped[TeamId | None]
    origin_id: Mapped[str | None] = mapped_column(ForeignKey("outbox.id"))
    reader: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(AtRest("outbox.address"), deferred=True)
    message_id: Mapped[str | None] = mapped_column(String(320))

    reference: Mapped[str] = mapped_column(String(9))
    tier: Mapped[str] = mapped_column(String(2))
    due_on: Mapped[date]
    asked_in: Mapped[str | None] = mapped_column(String(16))
    queued_on: Mapped[date]

    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(default=0)
    try_until: Mapped[date | None]
    not_before: Mapped[datetime | None]
    leased_by: Mapped[Id | None]
    leased_until: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(String(20))
    delivered_on: Mapped[date | None]


class WorkerHeartbeat(Model):
    """The time of the last heartbeat of any worker, in one row. All clear."""

    __tablename__ = "outbox_beats"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    at: Mapped[datetime]


class WorkerHost(Model):
    """The last heartbeat of the workers of one machine. All clear.

    ``host`` is the machine's name in its network. The row is deleted after seven silent days.
    """

    __tablename__ = "worker_hosts"

    host: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
