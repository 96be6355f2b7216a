"""Count the cases that no tally holds yet, and the open cases of each member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, func, select

from intake.cases.models import IS_QUEUED, IS_UNCOUNTED, Case
from intake.extensions import db


def uncounted(
    team_id: str, first: date, until: date, *, invented: bool
) -> Sequence[Row[date, str, str, int]]:
    """Return day received, tier, language and number of cases that no tally holds yet.

    Only of those received from *first* up to and without *until*.
    """
    kind = (Case.received_on, Case.tier, Case.language)
    query = select(*kind, func.count()).where(
        Case.team_id == team_id,
        IS_UNCOUNTED,
        Case.invented.is_(invented),
        Case.received_on >= first,
        Case.received_on < until,
    )
    return db.session.execute(query.group_by(*kind)).all()


def first_uncounted(team_id: str) -> date | None:
    """Return the first day of receipt of a real case that no tally holds yet, or ``None``."""
    query = select(Case.received_on).where(
        Case.team_id == team_id, IS_UNCOUNTED, Case.invented.is_(False)
    )
    return db.session.scalar(query.order_by(Case.received_on).limit(1))


def load_of_members(team_id: str, *, today: date) -> Sequence[Row[str | None, int, int]]:
    """Return member id, number of open cases, and of those due before today.

    The id is ``None`` for cases that are assigned to no member. Cases in quarantine do not count.
    """
    overdue = func.count().filter(Case.due_on < today)
    query = select(Case.assignee_id, func.count(), overdue).where(
        Case.team_id == team_id, IS_QUEUED
    )
    return db.session.execute(query.group_by(Case.assignee_id)).all()
