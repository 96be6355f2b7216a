"""Add to a case's messages, read them in order, mark them as read."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, func, select, update

from intake.extensions import db
from intake.messages.models import Direction, Message


def add(*, id: str, case_id: str, direction: Direction, on: date, sealed: bytes) -> Message:
    """The next message of this case, in a transaction that holds the case's row."""
    last = db.session.scalar(select(func.max(Message.number)).where(Message.case_id == case_id))
    message = Message(id=id, case_id=case_id, direction=direction.value, on=on, sealed=sealed)
    message.number = (last or 0) + 1
    db.session.add(message)
    db.session.flush()
    return message


def of_case(case_id: str) -> list[Message]:
    """All messages of a case, the first one first."""
    wanted = select(Message).where(Message.case_id == case_id)
    return list(db.session.scalars(wanted.order_by(Message.number)))


def unread(case_id: str, direction: Direction) -> int:
    """How many messages in this direction nobody has read yet."""
    wanted = select(func.count()).where(
        Message.case_id == case_id, Message.direction == direction, Message.read_on.is_(None)
    )
    return db.session.scalar(wanted) or 0


def mark_read(case_id: str, direction: Direction, *, on: date) -> None:
    """All messages in this direction have been shown to those whom they are for."""
    db.session.execute(
        update(Message)
        .where(
            Message.case_id == case_id, Message.direction == direction, Message.read_on.is_(None)
        )
        .values(read_on=on)
    )


def erase_of(case_id: str) -> None:
    """Destroy all messages of a case."""
    db.session.execute(delete(Message).where(Message.case_id == case_id))
