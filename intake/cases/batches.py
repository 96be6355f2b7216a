"""Read the cases of a team in batches, for jobs that change, search or reseal each of them.

Walled cases are left out: no key of the team opens them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, field
from datetime import date

from sqlalchemy import ColumnElement, TextClause, and_, bindparam, func, select, update
from sqlalchemy.orm import undefer

from intake.cases import store, walls
from intake.cases.models import CASES, IS_OPEN, IS_READABLE, Case
from intake.cases.tags import Tag, written
from intake.cases.tasks import TaskKind, add_task, end_task
from intake.extensions import all_rows, count_rows, db, locking
from intake.frozen import frozen


def count_open(team_id: str) -> int:
    """Return the number of the team's open cases."""
    return count_rows(Case, *_of_team(team_id))


def open_after(team_id: str, after: str, *, at_most: int) -> Sequence[Case]:
    """Return the next open cases whose ids follow *after*, with their stories loaded."""
    query = select(Case).where(*_of_team(team_id), Case.id > after)
    query = query.order_by(Case.id).limit(at_most).options(undefer(Case.story))
    return db.session.scalars(query).all()


def readable_after(team_id: str, after: str, *, at_most: int) -> Sequence[Case]:
    """Return the next cases after *after*, closed ones too, whose answers members may read."""
    of_team = Case.team_id == team_id, Case.walled_keys.is_(None)
    return all_rows(Case, *of_team, IS_READABLE, Case.id > after, by=(Case.id,), most=at_most)


def count_readable(team_id: str) -> tuple[int, int]:
    """Return how many cases of the team members may read, and how many are held by a conflict or
    not checked yet.
    """
    of_team = (Case.team_id == team_id, Case.walled_keys.is_(None))
    readable = count_rows(Case, *of_team, IS_READABLE)
    return readable, count_rows(Case, *of_team) - readable


def open_for_change(ids: Collection[str]) -> Sequence[Case]:
    """Return those of *ids* that are still open, locked and read again, with their stories."""
    query = select(Case).where(Case.id.in_(ids), IS_OPEN).order_by(Case.id)
    return db.session.scalars(locking(query.options(undefer(Case.story)))).all()


def _of_team(team_id: str) -> tuple[ColumnElement[bool] | TextClause, ...]:
    return (Case.team_id == team_id, IS_OPEN, Case.walled_keys.is_(None))


MOST = 1000
"""Cases that one act may change; more would hardly have been read before."""


def for_change(
    references: Collection[str], *, team_id: str, member_ids: Collection[str]
) -> Sequence[Case]:
    """Return the team's open cases with these references, locked and read again.

    Walled cases are left out unless all of *member_ids* are named on them.
    """
    of_team = Case.team_id == team_id, Case.reference.in_(references), IS_OPEN
    cases, inside = all_rows(Case, *of_team, by=(Case.id,), lock=True), set(member_ids)
    return [case for case in cases if not case.walled_keys or inside <= walls.members_of(case)]


def with_ids_for_change(ids: Collection[str], *, team_id: str) -> Sequence[Case]:
    """Return cases as :func:`for_change` does, by their ids; walled ones too."""
    of_team = Case.team_id == team_id, Case.id.in_(ids), IS_OPEN
    return all_rows(Case, *of_team, by=(Case.id,), lock=True)


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
    set_tags(case, written((*case.tagged, tag)), on=on)


def take_tag(case: Case, tag: Tag, *, on: date) -> None:
    """Remove a tag from the case."""
    set_tags(case, written(present for present in case.tagged if present is not tag), on=on)


def set_tags(case: Case, tags: str, *, on: date) -> None:
    """Set the column of tags to *tags*, a value of :func:`intake.cases.tags.written`."""
    case.tags = tags
    store.touch(case, on=on)


@frozen
class Rewrap:
    """A case key under the team's key of an epoch, to replace the one sealed to the team."""

    case_id: str
    sealed: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    to_epoch: int


_REWRAP = (
    update(Case.__table__)
    .where(
        CASES.id == bindparam("case_id"),
        CASES.sealed_key == bindparam("sealed"),
        CASES.rewrapped_key.is_(None),
    )
    .values(
        sealed_key=None, rewrapped_key=bindparam("wrapped"), rewrapped_epoch=bindparam("to_epoch")
    )
)


def rewrap_all(rewraps: Iterable[Rewrap]) -> None:
    """Replace these wraps, except those that another transaction has replaced meanwhile."""
    in_order = sorted(rewraps, key=lambda rewrap: rewrap.case_id)  # so that no two wait in a circle
    if in_order:
        db.session.connection().execute(_REWRAP, [asdict(rewrap) for rewrap in in_order])


def count_wrapped(team_id: str) -> int:
    """Return the number of the team's cases; closed ones count, as they must stay readable."""
    return count_rows(Case, _is_wrapped_for(team_id))


def count_older(team_id: str, *, than: int) -> int:
    """Return the number of the team's cases whose key is wrapped for an epoch before *than*."""
    return count_rows(Case, _older(team_id, than))


def older_for_change(team_id: str, *, than: int, after: str, at_most: int) -> Sequence[Case]:
    """Return the next of these cases whose ids follow *after*, locked and read again."""
    older = _older(team_id, than), Case.id > after
    return all_rows(Case, *older, by=(Case.id,), most=at_most, lock=True)


def _older(team_id: str, than: int) -> ColumnElement[bool]:
    newest_wrap = func.coalesce(Case.rewrapped_epoch, Case.epoch)
    return and_(_is_wrapped_for(team_id), newest_wrap < than)


def _is_wrapped_for(team_id: str) -> ColumnElement[bool]:
    return and_(Case.team_id == team_id, Case.walled_keys.is_(None))
