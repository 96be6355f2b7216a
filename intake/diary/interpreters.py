"""Store the interpreters of a team."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, delete, select

from intake.diary.models import InterpreterRow
from intake.extensions import db, locking

OF_TEAM = select(InterpreterRow).where(InterpreterRow.team_id == bindparam("team_id"))
"""Built once, because each page of a case executes it."""


def add(row: InterpreterRow) -> None:
    """Add an interpreter."""
    db.session.add(row)


def of_team(team_id: str) -> list[InterpreterRow]:
    """Return all interpreters of a team, hidden ones too."""
    return list(db.session.scalars(OF_TEAM, {"team_id": team_id}))


def find_for_change(interpreter_id: str, *, team_id: str) -> InterpreterRow | None:
    """Return an interpreter of the team, locked and read again."""
    query = select(InterpreterRow).filter_by(id=interpreter_id, team_id=team_id)
    return db.session.scalar(locking(query))


def erase(ids: Collection[str]) -> None:
    """Delete the interpreters with these ids."""
    db.session.execute(delete(InterpreterRow).where(InterpreterRow.id.in_(ids)))
