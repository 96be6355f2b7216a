"""The table of notes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Id, Model, RowId


class Note(Model):
    """A note by a member of staff on a case. It is added, never changed.

    Clear: the case, the member, the time, and whether it is pinned. Sealed: ``sealed``, under the
    case key: the kind and the text. Applicants never see it.
    """

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_of_case", "case_id", "at"),)

    id: Mapped[RowId]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    member_id: Mapped[Id]
    at: Mapped[datetime]
    pinned: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bytes]
