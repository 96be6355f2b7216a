"""Find closed cases with an unread message; no view of the queue shows them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.extensions import db


def closed_with_reply(team_id: str, *, at_most: int) -> Sequence[str]:
    """Return the references of the team's closed cases with an unread message, oldest first."""
    query = select(Case.reference).where(
        Case.team_id == team_id,
        Case.replied_on.is_not(None),
        Case.status == Status.CLOSED.value,
    )
    return db.session.scalars(query.order_by(Case.replied_on).limit(at_most)).all()
