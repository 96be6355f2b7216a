"""The table of notes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model, new_id


class Note(Model):
    """Something that a member of staff wrote down about a case. It is added, never changed.

    Clear: of which case, by whom and when, whether it stands on top. Sealed: ``sealed``, under
    the case key: of what kind it is and what it says. Applicants never see one.
    """

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_of_case", "case_id", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    member_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    pinned: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
