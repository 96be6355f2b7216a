"""Find cases that have no owner who works, and count the new cases of each owner."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update

from intake.cases.models import HAS_OWNER, IS_CLOSED, IS_OPEN, IS_QUEUED, Case
from intake.extensions import db, locking
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


def open_cases_of(member_id: str) -> Sequence[Case]:
    """Return the open cases of a member, those in quarantine too, the most urgent first."""
    query = select(Case).where(Case.assignee_id == member_id, IS_OPEN)
    return db.session.scalars(query.order_by(*IN_ORDER)).all()


def take_from(owned: ColumnElement[bool], *, team_id: str) -> Sequence[Case]:
    """Return the open cases of a team with these owners, locked; closed ones lose their owner."""
    in_team = Case.team_id == team_id, owned
    change = update(Case).where(*in_team, IS_CLOSED).values(assignee_id=None)
    db.session.execute(change.execution_options(synchronize_session=False))
    return db.session.scalars(
        locking(select(Case).where(*in_team, IS_OPEN).order_by(Case.id))
    ).all()
