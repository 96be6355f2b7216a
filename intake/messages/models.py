"""The table of messages."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model, new_id

IS_UNREAD = text("read_on IS NULL")
"""What the index of unread messages holds; a query says it with the same letters."""


class Direction(StrEnum):
    """Who wrote to whom."""

    OUT = "out"
    """From staff to the person."""
    IN = "in"
    """From the person to staff."""


class Message(Model):
    """One message of a case.

    Clear: of which case, its number there, its direction, the day, the day it was first read.
    Sealed: ``sealed``, under the case key: the text, its language, from which ready wording it
    was made, and which member of staff wrote it.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index(
            "ix_messages_unread",
            "case_id",
            "direction",
            sqlite_where=IS_UNREAD,
            postgresql_where=IS_UNREAD,
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    direction: Mapped[str] = mapped_column(String(3))
    on: Mapped[date]
    read_on: Mapped[date | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
