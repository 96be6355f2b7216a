"""The table of what was done, by whom, to which case."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model, new_id


class AuditEntry(Model):
    """One act. All clear: an act's code, ids, the day; never a word that a person wrote.

    An entry names a member and a case by their ids and holds on to neither: it outlives both.
    ``at``, the instant, is kept of what members of staff do. Of what applicants do, the day.
    ``seq``, ``previous`` and ``hash`` are empty until the entry is chained to the one before it.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        CheckConstraint("at IS NULL OR member_id IS NOT NULL", name="instant_of_staff"),
        Index("ix_audit_entries_history", "case_id", "on"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    act: Mapped[str] = mapped_column(String(40))
    member_id: Mapped[str | None] = mapped_column(String(32))
    case_id: Mapped[str | None] = mapped_column(String(32))
    on: Mapped[date]
    at: Mapped[datetime | None]
    seq: Mapped[int | None] = mapped_column(unique=True)
    previous: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
