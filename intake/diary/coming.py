"""Find the deadlines of all cases about which members are to be reminded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from intake.diary.models import DiaryEntry, Kind, State
from intake.extensions import db

STEPS = (1, 3, 7, 14, 30)
"""Days before a deadline at which members are reminded, once at each step (rule W6)."""


def due_for_reminder(*, today: date, at_most: int) -> Sequence[DiaryEntry]:
    """Return open deadlines whose next reminder is due, the nearest first, locked."""
    query = select(DiaryEntry).where(_is_due(today)).order_by(DiaryEntry.on, DiaryEntry.id)
    return db.session.scalars(query.limit(at_most).with_for_update(skip_locked=True)).all()


def is_reminder_due(*, today: date) -> bool:
    """Return true if a reminder is due; lock nothing."""
    return db.session.scalar(select(DiaryEntry.id).where(_is_due(today)).limit(1)) is not None


def remind_again(case_ids: Collection[str]) -> None:
    """Make a reminder due for the open deadlines of these cases, at the step they have reached."""
    change = update(DiaryEntry).where(
        DiaryEntry.case_id.in_(case_ids), DiaryEntry.state == State.OPEN.value
    )
    db.session.execute(change.values(reminded=None))


def deadlines_between(first: date, last: date) -> Sequence[DiaryEntry]:
    """Return the open deadlines from the day *first* to the day *last*, the nearest first."""
    query = select(DiaryEntry).where(
        DiaryEntry.state == State.OPEN.value,
        DiaryEntry.kind == Kind.ACT_BY.value,
        DiaryEntry.on.between(first, last),
    )
    return db.session.scalars(query.order_by(DiaryEntry.on, DiaryEntry.id)).all()


def _is_due(today: date) -> ColumnElement[bool]:
    reached_step = [
        and_(
            DiaryEntry.on <= today + timedelta(step),
            or_(DiaryEntry.reminded.is_(None), DiaryEntry.reminded > step),
        )
        for step in STEPS
    ]
    return and_(
        DiaryEntry.state == State.OPEN.value,
        DiaryEntry.kind == Kind.ACT_BY.value,
        DiaryEntry.on >= today,
        or_(*reached_step),
    )


def reminder_step(on: date, *, today: date) -> int:
    """Return the step, in days, that a deadline on the day *on* has reached."""
    days_left = (on - today).days
    return next((step for step in STEPS if days_left <= step), STEPS[-1])
