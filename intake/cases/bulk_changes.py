"""Change the clear columns of many cases at once, and put them back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from intake.cases.models import IS_OPEN, Case
from intake.cases.tags import Tag, read, written
from intake.extensions import db

MOST = 1000
"""More cases than these are no list that anybody has looked through."""


def for_change(references: Collection[str], *, team_id: str) -> Sequence[Case]:
    """Those of the team's open cases that have these references, locked and read anew."""
    wanted = select(Case).where(Case.team_id == team_id, Case.reference.in_(references), IS_OPEN)
    wanted = wanted.order_by(Case.id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()


def with_ids_for_change(ids: Collection[str], *, team_id: str) -> Sequence[Case]:
    """As :func:`for_change`, by their ids."""
    wanted = select(Case).where(Case.team_id == team_id, Case.id.in_(ids), IS_OPEN)
    wanted = wanted.order_by(Case.id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()


def give_to(case: Case, member_id: str | None, *, on: date) -> None:
    """Somebody's from now on, or nobody's."""
    case.assignee_id = member_id
    _changed(case, on)


def put_tag(case: Case, tag: Tag, *, on: date) -> None:
    """Mark the case."""
    keep_tags(case, written((*read(case.tags), tag)), on=on)


def take_tag(case: Case, tag: Tag, *, on: date) -> None:
    """Mark it no longer."""
    keep_tags(case, written(one for one in read(case.tags) if one is not tag), on=on)


def keep_tags(case: Case, tags: str, *, on: date) -> None:
    """Exactly these tags, as the table has them."""
    case.tags = tags
    _changed(case, on)


def remind(case: Case, day: date, *, on: date) -> None:
    """Due that day at the latest. A reminder is no look: it brings a case nearer, never farther."""
    case.due_on = min(case.due_on, day)
    _changed(case, on)


def _changed(case: Case, on: date) -> None:
    case.last_move_on = on
    case.version += 1
