"""The cases of offices: the condition that leaves some out, their numbers, and their move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, func, or_, select, update

from intake.cases.models import IS_QUEUED, Case
from intake.cases.tasks import TaskKind, add_task, end_task
from intake.extensions import changed_rows, db, locking
from intake.frozen import frozen
from intake.triage.tiers import Tier


@frozen
class OfficeCounts:
    """The numbers of open cases of an office: all, those without an owner, and overdue ones."""

    open: int = 0
    unassigned: int = 0
    overdue: int = 0


def not_elsewhere(office_ids: BindParameter[Any] | tuple[str, ...]) -> ColumnElement[bool]:
    """Return the condition of cases of no office, of other offices than these, or P0."""
    not_there = Case.office_id.not_in(office_ids)
    return or_(Case.office_id.is_(None), not_there, Case.tier == Tier.P0.value)


def counts_by_office(team_id: str, *, today: date) -> Mapping[str | None, OfficeCounts]:
    """Return the numbers of open cases by the id of their office; ``None`` for no office."""
    query = (
        select(
            Case.office_id,
            func.count(),
            func.count().filter(Case.assignee_id.is_(None)),
            func.count().filter(Case.due_on < today),
        )
        .where(Case.team_id == team_id, IS_QUEUED)
        .group_by(Case.office_id)
    )
    return {
        office_id: OfficeCounts(open=total, unassigned=unassigned, overdue=overdue)
        for office_id, total, unassigned, overdue in db.session.execute(query)
    }


def without_office(team_id: str, *, after: str, most: int) -> Sequence[Case]:
    """Return open cases without an office, in the order of their ids, locked and read again."""
    query = select(Case).where(Case.team_id == team_id, IS_QUEUED, Case.office_id.is_(None))
    query = query.where(Case.id > after).order_by(Case.id).limit(most)
    return db.session.scalars(locking(query)).all()


def give_to(case: Case, office_id: str | None, member_id: str | None, *, on: date) -> None:
    """Move the case to an office, and to this member there or to nobody.

    An accepted one of nobody waits for an owner.
    """
    case.office_id, case.assignee_id = office_id, member_id
    if member_id is None and case.is_accepted:
        add_task(case, TaskKind.ACCEPTED_WITHOUT_OWNER, on=on, by_id=None)
    elif case.is_accepted:
        end_task(case.id, TaskKind.ACCEPTED_WITHOUT_OWNER)
    case.last_move_on = on
    case.version += 1


def move_all(office_id: str, to: str | None, *, team_id: str) -> int:
    """Move every case of an office that is removed, open and closed; return their number.

    Owners and versions stay: no page's form holds the office.
    """
    change = update(Case).where(Case.team_id == team_id, Case.office_id == office_id)
    change = change.values(office_id=to).execution_options(synchronize_session=False)
    return changed_rows(change)
