"""Find due cases that have no owner who works, and count the new cases of each owner."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import bindparam, func, or_, select

from intake.cases.models import HAS_OWNER, IS_QUEUED, Case
from intake.extensions import db
from intake.prepared import fetch

IN_ORDER = (Case.walled_keys.is_not(None), Case.tier, Case.due_on, Case.id)
BY_OWNER = (
    select(Case.assignee_id, func.count())
    .where(
        Case.team_id == bindparam("team_id"),
        HAS_OWNER,
        Case.received_on >= bindparam("since"),
    )
    .group_by(Case.assignee_id)
)
"""Built once, because each page of a case executes it."""


def most_urgent(
    team_id: str, *, owner_ids: Collection[str], due_by: date, received_before: date
) -> Case | None:
    """Return the most urgent case of a team that is due and belongs to none of *owner_ids*.

    Invented cases, those in quarantine and those received later are left out. A walled case comes
    after all others.
    """
    query = select(Case).where(
        Case.team_id == team_id,
        IS_QUEUED,
        Case.due_on <= due_by,
        Case.received_on < received_before,
        or_(Case.assignee_id.is_(None), Case.assignee_id.not_in(owner_ids)),
        Case.invented.is_(False),
    )
    return db.session.scalar(query.order_by(*IN_ORDER).limit(1))


def new_cases_by_owner(team_id: str, *, since: date) -> Mapping[str, int]:
    """Return the number of cases received from the day *since* on, by the id of their owner."""
    rows = fetch(BY_OWNER, {"team_id": team_id, "since": since})
    return {owner_id: count for owner_id, count in rows if owner_id is not None}
