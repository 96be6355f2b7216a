"""Record which members have a case open, and list the others, so that two do not work it unaware.

The page of a case reports every 30 seconds where scripts run, otherwise when it is loaded.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from intake.desk_state.models import Presence
from intake.extensions import db
from intake.prepared import fetch

EXPIRES_AFTER = timedelta(minutes=2)
"""Time since its last report after which a page counts as closed."""

PRESENT = Presence.metadata.tables[Presence.__tablename__].c
OTHERS = (
    select(PRESENT.member_id)
    .where(
        PRESENT.case_id == bindparam("case_id"),
        PRESENT.member_id != bindparam("member_id"),
        PRESENT.at > bindparam("since", type_=PRESENT.at.type),
    )
    .order_by(PRESENT.at.desc())
)
"""Built once, because each page of a case executes it."""


def record(case_id: str, member_id: str, *, now: datetime) -> bool:
    """Record that the member has a page of the case open. Return true if one was open already."""
    before = db.session.get(Presence, (case_id, member_id))
    was_open = before is not None and before.at > now - EXPIRES_AFTER
    db.session.merge(Presence(case_id=case_id, member_id=member_id, at=now))
    return was_open


def other_members(case_id: str, member_id: str, *, now: datetime) -> list[str]:
    """Return the ids of the other members who have the case open, the latest report first."""
    values = {"case_id": case_id, "member_id": member_id, "since": now - EXPIRES_AFTER}
    return list(fetch(OTHERS, values).scalars())


def discard_expired(*, now: datetime) -> None:
    """Delete the rows of pages that no longer report."""
    db.session.execute(delete(Presence).where(Presence.at <= now - EXPIRES_AFTER))
