"""Add to a case's messages, read them in order, mark them as read."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from intake.extensions import db
from intake.messages.models import Direction, Message


def add(
    *,
    id: str,
    case_id: str,
    direction: Direction,
    on: date,
    sealed: bytes,
    out_at: datetime | None = None,
) -> Message:
    """The next message of this case, in a transaction that holds the case's row.

    Until ``out_at`` it can be called back, and only who works the case sees it.
    """
    last = db.session.scalar(select(func.max(Message.number)).where(Message.case_id == case_id))
    message = Message(id=id, case_id=case_id, direction=direction.value, on=on, sealed=sealed)
    message.out_at = out_at
    message.number = (last or 0) + 1
    db.session.add(message)
    db.session.flush()
    return message


def of_case(case_id: str) -> list[Message]:
    """All messages of a case, the first one first."""
    wanted = select(Message).where(Message.case_id == case_id)
    return list(db.session.scalars(wanted.order_by(Message.number)))


def waiting(case_id: str, *, now: datetime) -> list[Message]:
    """The messages of this case that can be called back at this moment, the newest first."""
    wanted = select(Message).where(Message.case_id == case_id, Message.out_at > now)
    return list(db.session.scalars(wanted.order_by(Message.number.desc())))


def call_back(message: Message) -> None:
    """The person never sees it."""
    db.session.delete(message)
    db.session.flush()


def unread(case_id: str, direction: Direction, *, now: datetime) -> int:
    """How many messages in this direction are out and nobody has read yet."""
    wanted = select(func.count()).where(*_unread(case_id, direction, now))
    return db.session.scalar(wanted) or 0


def mark_read(case_id: str, direction: Direction, *, on: date, now: datetime) -> None:
    """All messages in this direction that are out have been shown to those whom they are for."""
    unread_ones = _unread(case_id, direction, now)
    db.session.execute(update(Message).where(*unread_ones).values(read_on=on))


def _unread(case_id: str, direction: Direction, now: datetime) -> list[ColumnElement[bool]]:
    return [
        Message.case_id == case_id,
        Message.direction == direction.value,
        Message.read_on.is_(None),
        or_(Message.out_at.is_(None), Message.out_at <= now),
    ]


def erase_of(case_id: str) -> None:
    """Destroy all messages of a case."""
    db.session.execute(delete(Message).where(Message.case_id == case_id))
