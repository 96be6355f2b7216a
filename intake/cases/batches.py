"""All open cases of a team, one after the other, some at a time: for work on every one of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from intake.cases.models import IS_OPEN, Case
from intake.extensions import db


def count_open(team_id: str) -> int:
    """How many cases of the team are not closed."""
    wanted = select(func.count()).select_from(Case).where(Case.team_id == team_id, IS_OPEN)
    return db.session.scalar(wanted) or 0


def open_after(team_id: str, after: str, *, at_most: int) -> Sequence[Case]:
    """The next open cases behind the one with this id, with their stories."""
    wanted = select(Case).where(Case.team_id == team_id, Case.id > after, IS_OPEN)
    wanted = wanted.order_by(Case.id).limit(at_most).options(undefer(Case.story))
    return db.session.scalars(wanted).all()


def open_for_change(ids: Collection[str]) -> Sequence[Case]:
    """Those of these cases that are still open, with their stories, locked and read anew."""
    wanted = select(Case).where(Case.id.in_(ids), IS_OPEN).order_by(Case.id)
    wanted = wanted.options(undefer(Case.story)).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()
