"""Change clear columns of many cases in one act, and undo the change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from intake.cases import store, walls
from intake.cases.models import IS_OPEN, Case
from intake.cases.tags import Tag, read, written
from intake.cases.tasks import TaskKind, add_task, end_task
from intake.extensions import db, locking

MOST = 1000
"""Cases that one act may change; more would hardly have been read before."""


def for_change(
    references: Collection[str], *, team_id: str, member_ids: Collection[str]
) -> Sequence[Case]:
    """Return the team's open cases with these references, locked and read again.

    Walled cases are left out unless all of *member_ids* are named on them.
    """
    query = select(Case).where(Case.team_id == team_id, Case.reference.in_(references), IS_OPEN)
    cases = db.session.scalars(locking(query.order_by(Case.id)))
    inside = set(member_ids)
    return [case for case in cases if not case.walled_keys or inside <= walls.members_of(case)]


def with_ids_for_change(ids: Collection[str], *, team_id: str) -> Sequence[Case]:
    """Return cases as :func:`for_change` does, by their ids; walled ones too."""
    query = select(Case).where(Case.team_id == team_id, Case.id.in_(ids), IS_OPEN)
    return db.session.scalars(locking(query.order_by(Case.id))).all()


def give_to(case: Case, member_id: str | None, *, on: date) -> None:
    """Assign the case to a member, or to nobody if *member_id* is ``None``.

    A case that a member gets leaves the quarantine. An accepted one of nobody waits for an owner,
    whether its applicant was told or not.
    """
    case.assignee_id = member_id
    if member_id is not None:
        end_task(case.id, TaskKind.ACCEPTED_WITHOUT_OWNER)
    elif case.is_accepted:
        add_task(case, TaskKind.ACCEPTED_WITHOUT_OWNER, on=on, by_id=None)
    case.quarantined_on = case.quarantined_on if member_id is None else None
    store.touch(case, on=on)


def put_tag(case: Case, tag: Tag, *, on: date) -> None:
    """Add a tag to the case."""
    set_tags(case, written((*read(case.tags), tag)), on=on)


def take_tag(case: Case, tag: Tag, *, on: date) -> None:
    """Remove a tag from the case."""
    remaining = (present for present in read(case.tags) if present is not tag)
    set_tags(case, written(remaining), on=on)


def set_tags(case: Case, tags: str, *, on: date) -> None:
    """Set the column of tags to *tags*, a value of :func:`intake.cases.tags.written`."""
    case.tags = tags
    store.touch(case, on=on)
