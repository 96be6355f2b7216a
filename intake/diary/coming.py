"""Find the dates of all cases about which members are to be reminded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from intake.diary.models import DiaryEntry, Kind, State
from intake.extensions import db, locking

STEPS = (1, 3, 7, 14, 30)
"""Days before a date at which members are reminded, once at each step (rule W6)."""

KINDS = (Kind.ACT_BY.value, Kind.PLAN_BY.value, Kind.NEXT_LOOK.value)
"""Kinds of dates of which members are reminded. Booked calls stand in the list of work."""


def due_for_reminder(*, today: date, until: date, at_most: int) -> Sequence[DiaryEntry]:
    """Return open dates whose next reminder is due by the day *until*, the nearest first, locked.

    *until* is *today*, or the last day on which nobody works before the next working day.
    """
    query = select(DiaryEntry).where(_is_due(today, until)).order_by(DiaryEntry.on, DiaryEntry.id)
    return db.session.scalars(locking(query.limit(at_most), skip_locked=True)).all()


def is_reminder_due(*, today: date, until: date) -> bool:
    """Return true if a reminder is due; lock nothing."""
    query = select(DiaryEntry.id).where(_is_due(today, until))
    return db.session.scalar(query.limit(1)) is not None


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


def _is_due(today: date, until: date) -> ColumnElement[bool]:
    reached_step = [
        and_(
            DiaryEntry.on <= until + timedelta(step),
            or_(DiaryEntry.reminded.is_(None), DiaryEntry.reminded > step),
        )
        for step in STEPS
    ]
    return and_(
        DiaryEntry.state == State.OPEN.value,
        DiaryEntry.kind.in_(KINDS),
        DiaryEntry.on >= today,
        or_(*reached_step),
    )


def reminder_step(on: date, *, today: date) -> int:
    """Return the step, in days, that a date on the day *on* has reached."""
    return step_reached(on, today=today) or STEPS[-1]


def step_reached(on: date, *, today: date) -> int | None:
    """Return the step that a date on the day *on* has reached; ``None`` if it is farther away."""
    days_left = (on - today).days
    return next((step for step in STEPS if days_left <= step), None)
