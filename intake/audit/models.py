"""The tables of the audit log: its entries, and the head of their chain."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.audit.acts import AuditAct
from intake.extensions import Digest, Id, Model, RowId

IS_SEAL_BROKEN = text(f"act = '{AuditAct.SEAL_BROKEN}'")
"""Condition of the index of broken seals; a query must repeat it in the same letters."""

IS_ROW_MISSING = text(f"act = '{AuditAct.ROW_MISSING}'")
"""Condition of the index of missing rows."""

IS_WALL = text(f"act IN ('{AuditAct.WALL_PUT_UP}', '{AuditAct.WALL_TAKEN_DOWN}')")
"""Condition of the index of walls; a query must repeat it in the same letters."""

HAS_ENDED = text("ended IS NOT NULL")
"""Condition of the index of data that was replaced or deleted."""


class AuditEntry(Model):
    """One act. All clear: the code of the act, ids and the day; no word that a person wrote.

    An entry has the ids of a member and of a case without foreign keys, because it outlives both.
    ``at`` is the time of an act by staff; of an applicant's act only the day is stored. ``made``
    is the id of a row that the act added to its case, or deleted again (see
    :mod:`intake.audit.log`). ``ended`` is the fingerprint of sealed data that it replaced or
    deleted: such data opens no more, and a made row that is gone raises an alarm. ``seq``,
    ``previous`` and ``hash`` are empty until the entry is chained.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        CheckConstraint("at IS NULL OR member_id IS NOT NULL", name="instant_of_staff"),
        Index("ix_audit_entries_history", "case_id", "on"),
        Index("ix_audit_entries_seal_broken", "on", sqlite_where=IS_SEAL_BROKEN),
        Index("ix_audit_entries_row_missing", "on", sqlite_where=IS_ROW_MISSING),
        Index("ix_audit_entries_walls", "case_id", "act", sqlite_where=IS_WALL),
        Index("ix_audit_entries_ended", "ended", sqlite_where=HAS_ENDED),
        Index("ix_audit_entries_ended_since", "on", "ended", sqlite_where=HAS_ENDED),
    )

    id: Mapped[RowId]
    act: Mapped[str] = mapped_column(String(40))
    member_id: Mapped[Id | None]
    case_id: Mapped[Id | None]
    on: Mapped[date]
    at: Mapped[datetime | None]
    made: Mapped[Id | None]
    ended: Mapped[str | None] = mapped_column(String(64))
    seq: Mapped[int | None] = mapped_column(unique=True)
    previous: Mapped[Digest | None]
    hash: Mapped[Digest | None]


class AuditHead(Model):
    """The end of the chain, and how far it was verified: one row. All clear.

    ``seq`` and ``hash`` are those of the last chained entry; ``at`` is when the worker last chained
    all entries. ``checked`` is the last entry verified in the current round, ``broken`` the first
    one that was changed, ``verified_at`` when a round last reached the end. Once older entries
    were removed, ``first_seq`` is the number of the first one left, and ``first_previous`` the
    hash before it.
    """

    __tablename__ = "audit_heads"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[Digest]
    at: Mapped[datetime | None]
    checked: Mapped[int]
    broken: Mapped[int | None]
    verified_at: Mapped[datetime | None]
    first_seq: Mapped[int | None]
    first_previous: Mapped[Digest | None]
