"""Find the cases of a team whose key is wrapped for an older epoch than the newest.

Walled cases have no wrap for the team, and are none of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select

from intake.cases.models import Case
from intake.extensions import db


def count(team_id: str) -> int:
    """Return the number of the team's cases; closed ones count, as they must stay readable."""
    query = select(func.count()).select_from(Case).where(_is_wrapped_for(team_id))
    return db.session.scalar(query) or 0


def count_older(team_id: str, *, than: int) -> int:
    """Return the number of the team's cases whose key is wrapped for an epoch before *than*."""
    query = select(func.count()).select_from(Case).where(_older(team_id, than))
    return db.session.scalar(query) or 0


def older_for_change(team_id: str, *, than: int, after: str, at_most: int) -> Sequence[Case]:
    """Return the next of these cases whose ids follow *after*, locked and read again."""
    query = select(Case).where(_older(team_id, than), Case.id > after).order_by(Case.id)
    query = query.limit(at_most).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _older(team_id: str, than: int) -> ColumnElement[bool]:
    newest_wrap = func.coalesce(Case.rewrapped_epoch, Case.epoch)
    return and_(_is_wrapped_for(team_id), newest_wrap < than)


def _is_wrapped_for(team_id: str) -> ColumnElement[bool]:
    return and_(Case.team_id == team_id, Case.walled_keys.is_(None))
