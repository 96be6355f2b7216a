"""The table of messages."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import MemberId, Model, RowId

IS_UNREAD = text("read_on IS NULL")
"""Condition of the index of unread messages; a query must repeat it in the same letters."""


class Direction(StrEnum):
    """The direction of a message."""

    OUT = "out"
    """From staff to the person."""
    IN = "in"
    """From the person to staff."""


class Message(Model):
    """One message of a case.

    Clear: the case, the number within the case, the direction, the day, the day of the first
    reading, and ``out_at``: until then it can be called back and the person does not see it.
    Sealed: ``sealed``, under the case key: the text, its language, the wording from which it was
    made, and the member of staff who wrote it.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index("ix_messages_unread", "case_id", "direction", sqlite_where=IS_UNREAD),
    )

    id: Mapped[RowId]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    direction: Mapped[str] = mapped_column(String(3))
    on: Mapped[date]
    read_on: Mapped[date | None]
    out_at: Mapped[datetime | None]
    sealed: Mapped[bytes]


class MessageDraft(Model):
    """A member's message to the person of a case that is not sent yet.

    Clear: the case, the member, the time of saving. Sealed: ``sealed``, under the case key: the
    text, its language and the wording from which it was made.
    """

    __tablename__ = "message_drafts"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    member_id: Mapped[MemberId] = mapped_column(primary_key=True)
    saved_at: Mapped[datetime] = mapped_column("kept_at")
    sealed: Mapped[bytes]
