"""Record which members have a case open, and list the others, so that two do not work it unaware.

The page of a case reports every 30 seconds where scripts run, otherwise when it is loaded.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from intake.desk_state.models import Presence
from intake.extensions import db

EXPIRES_AFTER = timedelta(minutes=2)
"""Time since its last report after which a page counts as closed."""


def record(case_id: str, member_id: str, *, now: datetime) -> None:
    """Record that the member has a page of the case open."""
    db.session.merge(Presence(case_id=case_id, member_id=member_id, at=now))


def other_members(case_id: str, member_id: str, *, now: datetime) -> list[str]:
    """Return the ids of the other members who have the case open, the latest report first."""
    query = select(Presence.member_id).where(
        Presence.case_id == case_id,
        Presence.member_id != member_id,
        Presence.at > now - EXPIRES_AFTER,
    )
    return list(db.session.scalars(query.order_by(Presence.at.desc())))


def discard_expired(*, now: datetime) -> None:
    """Delete the rows of pages that no longer report."""
    db.session.execute(delete(Presence).where(Presence.at <= now - EXPIRES_AFTER))
