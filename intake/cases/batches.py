"""Read all open cases of a team in batches, for jobs that change each of them.

Walled cases are left out: no key of the team opens them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, TextClause, func, select
from sqlalchemy.orm import undefer

from intake.cases.models import IS_OPEN, Case
from intake.extensions import db


def count_open(team_id: str) -> int:
    """Return the number of the team's open cases."""
    query = select(func.count()).select_from(Case).where(*_of_team(team_id))
    return db.session.scalar(query) or 0


def open_after(team_id: str, after: str, *, at_most: int) -> Sequence[Case]:
    """Return the next open cases whose ids follow *after*, with their stories loaded."""
    query = select(Case).where(*_of_team(team_id), Case.id > after)
    query = query.order_by(Case.id).limit(at_most).options(undefer(Case.story))
    return db.session.scalars(query).all()


def open_for_change(ids: Collection[str]) -> Sequence[Case]:
    """Return those of *ids* that are still open, locked and read again, with their stories."""
    query = select(Case).where(Case.id.in_(ids), IS_OPEN).order_by(Case.id)
    query = query.options(undefer(Case.story)).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _of_team(team_id: str) -> tuple[ColumnElement[bool] | TextClause, ...]:
    return (Case.team_id == team_id, IS_OPEN, Case.walled_keys.is_(None))
