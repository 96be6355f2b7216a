"""The cases of a team whose key still waits to be wrapped for its newest epoch."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select

from intake.cases.models import Case
from intake.extensions import db


def count(team_id: str) -> int:
    """All cases of the team, closed ones too: what was told stays readable until it is erased."""
    wanted = select(func.count()).select_from(Case).where(Case.team_id == team_id)
    return db.session.scalar(wanted) or 0


def count_older(team_id: str, *, than: int) -> int:
    """How many of them only an older epoch's key opens."""
    wanted = select(func.count()).select_from(Case).where(_older(team_id, than))
    return db.session.scalar(wanted) or 0


def older_for_change(team_id: str, *, than: int, after: str, at_most: int) -> Sequence[Case]:
    """The next such cases behind the one with this id, locked and read anew."""
    wanted = select(Case).where(_older(team_id, than), Case.id > after).order_by(Case.id)
    wanted = wanted.limit(at_most).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()


def _older(team_id: str, than: int) -> ColumnElement[bool]:
    return and_(Case.team_id == team_id, func.coalesce(Case.rewrapped_epoch, Case.epoch) < than)
