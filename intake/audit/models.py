"""The tables of what was done, by whom, to which case, and of where the chain of it ends."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.audit.acts import AuditAct
from intake.extensions import Model, new_id

IS_SEAL_BROKEN = text(f"act = '{AuditAct.SEAL_BROKEN}'")
"""What the index of broken seals holds; a query says it with the same letters."""

IS_ROW_MISSING = text(f"act = '{AuditAct.ROW_MISSING}'")
"""The same of the index of rows that were taken away."""

HAS_ENDED = text("ended IS NOT NULL")
"""What the index of ended things holds."""


class AuditEntry(Model):
    """One act. All clear: an act's code, ids, the day; never a word that a person wrote.

    An entry names a member and a case by their ids and holds on to neither: it outlives both.
    ``at``, the instant, is kept of what members of staff do. Of what applicants do, the day.
    ``made`` is the id of the row that an act added to its case (or took away again, see
    :mod:`intake.audit.traces`), ``ended`` the fingerprint of the sealed thing that it put an end
    to: what the log says was ended opens no more, and what it says was made is missed.
    ``seq``, ``previous`` and ``hash`` are empty until the entry is chained to the one before it.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        CheckConstraint("at IS NULL OR member_id IS NOT NULL", name="instant_of_staff"),
        Index("ix_audit_entries_history", "case_id", "on"),
        Index(
            "ix_audit_entries_seal_broken",
            "on",
            sqlite_where=IS_SEAL_BROKEN,
            postgresql_where=IS_SEAL_BROKEN,
        ),
        Index(
            "ix_audit_entries_row_missing",
            "on",
            sqlite_where=IS_ROW_MISSING,
            postgresql_where=IS_ROW_MISSING,
        ),
        Index(
            "ix_audit_entries_ended",
            "ended",
            sqlite_where=HAS_ENDED,
            postgresql_where=HAS_ENDED,
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    act: Mapped[str] = mapped_column(String(40))
    member_id: Mapped[str | None] = mapped_column(String(32))
    case_id: Mapped[str | None] = mapped_column(String(32))
    on: Mapped[date]
    at: Mapped[datetime | None]
    made: Mapped[str | None] = mapped_column(String(32))
    ended: Mapped[str | None] = mapped_column(String(64))
    seq: Mapped[int | None] = mapped_column(unique=True)
    previous: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class AuditHead(Model):
    """Where the chain ends, and how far it has been verified: one row. All clear.

    ``seq`` and ``hash`` are those of the last entry chained, ``at`` is when the worker last left
    none unchained. ``checked`` is the last entry verified in the round that is under way,
    ``broken`` the first that did not hold, ``verified_at`` when a round last came to the end.
    ``first_seq`` and ``first_previous`` are the number of the first entry left and the hash it
    goes on from, once older ones were removed.
    """

    __tablename__ = "audit_heads"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime | None]
    checked: Mapped[int]
    broken: Mapped[int | None]
    verified_at: Mapped[datetime | None]
    first_seq: Mapped[int | None]
    first_previous: Mapped[bytes | None] = mapped_column(LargeBinary(32))
