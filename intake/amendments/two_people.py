"""Approve and withdraw changes of law, places or ready texts; approval needs a second person."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import defer

from intake.amendments.models import Amendment, PlaceChange, WordingChange
from intake.extensions import add_row, all_rows, db, fetch, first_row
from intake.words import N_, Missing, Refused

AnyChange = Amendment | PlaceChange | WordingChange
Change = TypeVar("Change", Amendment, PlaceChange, WordingChange)


class NoSuchChange(Missing):
    """There is no change of this kind with this id."""


ALREADY_DECIDED = N_("Someone else approved or withdrew this. Review it again.")


def in_force(model: type[AnyChange]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of approved changes that were not withdrawn.

    They ask for days, because the applicants' door reads no ids of members.
    """
    column = model.__table__.c
    return column.approved_at.is_not(None), column.withdrawn_on.is_(None)


def ids_in_force(model: type[AnyChange]) -> Select[Any]:
    """Return the query for the ids of the changes in force, the latest approved last."""
    column = model.__table__.c
    return select(column.id).where(*in_force(model)).order_by(column.approved_at, column.id)


def by_ids(model: type[Change], ids: Collection[str]) -> dict[str, Change]:
    """Return the changes with these ids, read without the members' ids."""
    members = (model.proposed_by, model.approved_by, model.withdrawn_by)
    query = select(model).where(model.id.in_(ids)).options(*map(defer, members))
    return {change.id: change for change in db.session.scalars(query)}


def find_for_change(model: type[Change], id_: str) -> Change:
    """Return the change, locked and read again, or raise ``NoSuchChange``."""
    if (change := first_row(model, model.id == id_, lock=True)) is None:
        raise NoSuchChange
    return change


def propose(change: AnyChange, *, by: str, on: date) -> None:
    """Add a change, which has no effect until a second person approves it."""
    change.proposed_by, change.proposed_on = by, on
    add_row(change)


def approve(change: AnyChange, *, by: str, on: date, at: datetime) -> None:
    """Approve the change, which puts it in force.

    Raise ``Refused`` if that was decided before, or if *by* proposed it.
    """
    if change.approved_by is not None or change.withdrawn_by is not None:
        raise Refused(ALREADY_DECIDED)
    if change.proposed_by == by:
        raise Refused("You proposed this, so someone else must approve it.", status=422)
    change.approved_by, change.approved_on, change.approved_at = by, on, at


def withdraw(change: AnyChange, *, by: str, on: date) -> None:
    """Withdraw the change, approved or not; raise ``Refused`` if that was done."""
    if change.withdrawn_by is not None:
        raise Refused(ALREADY_DECIDED)
    change.withdrawn_by, change.withdrawn_on = by, on


def pending(model: type[Change]) -> Sequence[Change]:
    """Return the changes neither approved nor withdrawn, the oldest first."""
    is_pending = model.approved_by.is_(None), model.withdrawn_by.is_(None)
    return all_rows(model, *is_pending, by=(model.proposed_on, model.id))


def count_pending(model: type[AnyChange], *, besides: str) -> int:
    """Return how many changes wait that another member than *besides* proposed."""
    return fetch(_pending_count(model), besides=besides).scalar() or 0


@cache
def _pending_count(model: type[AnyChange]) -> Select[int]:
    """Return the query of :func:`count_pending`, built once: each page of the desk executes it."""
    column = model.__table__.c
    return select(func.count()).where(
        column.approved_by.is_(None),
        column.withdrawn_by.is_(None),
        column.proposed_by != bindparam("besides"),
    )


def withdrawn(model: type[Change]) -> Sequence[Change]:
    """Return the withdrawn changes, the newest first."""
    order = (model.withdrawn_on.desc(), model.id)
    return all_rows(model, model.withdrawn_by.is_not(None), by=order)
