"""Dates that come near, of all cases: of which somebody is to be reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from intake.diary.models import DiaryEntry, Kind, State
from intake.extensions import db

STEPS = (1, 3, 7, 14, 30)
"""So many days ahead somebody is reminded, once at each (rule W6)."""


def to_remind_of(*, today: date, at_most: int) -> Sequence[DiaryEntry]:
    """Open dates of the law whose next step has come, the nearest first, locked."""
    order = select(DiaryEntry).where(_come(today)).order_by(DiaryEntry.on, DiaryEntry.id)
    return db.session.scalars(order.limit(at_most).with_for_update(skip_locked=True)).all()


def is_near(*, today: date) -> bool:
    """Whether there is such a date; only reads."""
    return db.session.scalar(select(DiaryEntry.id).where(_come(today)).limit(1)) is not None


def _come(today: date) -> ColumnElement[bool]:
    near = [
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
        or_(*near),
    )


def step_of(on: date, *, today: date) -> int:
    """The step that a day so near has come to."""
    ahead = (on - today).days
    return next((step for step in STEPS if ahead <= step), STEPS[-1])
