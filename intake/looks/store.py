"""Say that a member looks at a case; ask who else does."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from intake.extensions import db
from intake.looks.models import Look

FRESH = timedelta(minutes=2)
"""So long a page counts as open after it last said so; with script it says so each half minute."""


def look(case_id: str, member_id: str, *, now: datetime) -> None:
    """The member has the case open just now."""
    db.session.merge(Look(case_id=case_id, member_id=member_id, at=now))


def others(case_id: str, member_id: str, *, now: datetime) -> list[str]:
    """The ids of other members who have it open, the latest first."""
    wanted = select(Look.member_id).where(
        Look.case_id == case_id, Look.member_id != member_id, Look.at > now - FRESH
    )
    return list(db.session.scalars(wanted.order_by(Look.at.desc())))


def discard_old(*, now: datetime) -> None:
    """Pages that were closed long ago."""
    db.session.execute(delete(Look).where(Look.at <= now - FRESH))
