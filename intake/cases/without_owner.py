"""Find due cases that have no owner who works."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from intake.cases.models import IS_QUEUED, Case
from intake.extensions import db

IN_ORDER = (Case.walled_keys.is_not(None), Case.tier, Case.due_on, Case.id)


def most_urgent(team_id: str, *, owner_ids: Collection[str], due_by: date) -> Case | None:
    """Return the most urgent case of a team that is due and belongs to none of *owner_ids*.

    Invented cases and those in quarantine are left out. A walled case comes after all others.
    """
    query = select(Case).where(
        Case.team_id == team_id,
        IS_QUEUED,
        Case.due_on <= due_by,
        or_(Case.assignee_id.is_(None), Case.assignee_id.not_in(owner_ids)),
        Case.invented.is_(False),
    )
    return db.session.scalar(query.order_by(*IN_ORDER).limit(1))
