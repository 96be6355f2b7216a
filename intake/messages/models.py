"""The table of messages."""

from __future__ import annotations

from datetime import date, datetime
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

    Clear: of which case, its number there, its direction, the day, the day it was first read,
    and ``out_at``, until when it can be called back: before, the person does not see it.
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
    out_at: Mapped[datetime | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class MessageDraft(Model):
    """What one member has written to the person of a case and not sent yet.

    Clear: of which case, whose, when it was kept. Sealed: ``sealed``, under the case key: the
    text, its language and from which ready wording it was made.
    """

    __tablename__ = "message_drafts"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("staff_members.id"), primary_key=True)
    kept_at: Mapped[datetime]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
