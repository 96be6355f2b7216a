"""Read the cases of a team in batches, for jobs that change or search each of them.

Walled cases are left out: no key of the team opens them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, TextClause, select
from sqlalchemy.orm import undefer

from intake.cases.models import IS_OPEN, IS_READABLE, Case, count_cases
from intake.extensions import db, locking


def count_open(team_id: str) -> int:
    """Return the number of the team's open cases."""
    return count_cases(*_of_team(team_id))


def open_after(team_id: str, after: str, *, at_most: int) -> Sequence[Case]:
    """Return the next open cases whose ids follow *after*, with their stories loaded."""
    query = select(Case).where(*_of_team(team_id), Case.id > after)
    query = query.order_by(Case.id).limit(at_most).options(undefer(Case.story))
    return db.session.scalars(query).all()


def readable_after(team_id: str, after: str, *, at_most: int) -> Sequence[Case]:
    """Return the next cases after *after*, closed ones too, whose answers members may read."""
    query = select(Case).where(
        Case.team_id == team_id, Case.walled_keys.is_(None), IS_READABLE, Case.id > after
    )
    return db.session.scalars(query.order_by(Case.id).limit(at_most)).all()


def count_readable(team_id: str) -> tuple[int, int]:
    """Return how many cases of the team members may read, and how many are held by a conflict or
    not checked yet.
    """
    of_team = (Case.team_id == team_id, Case.walled_keys.is_(None))
    readable = count_cases(*of_team, IS_READABLE)
    return readable, count_cases(*of_team) - readable


def open_for_change(ids: Collection[str]) -> Sequence[Case]:
    """Return those of *ids* that are still open, locked and read again, with their stories."""
    query = select(Case).where(Case.id.in_(ids), IS_OPEN).order_by(Case.id)
    return db.session.scalars(locking(query.options(undefer(Case.story)))).all()


def _of_team(team_id: str) -> tuple[ColumnElement[bool] | TextClause, ...]:
    return (Case.team_id == team_id, IS_OPEN, Case.walled_keys.is_(None))
