"""Add dates to a case's diary, and say what came of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from intake.diary.models import DiaryEntry, Kind, State
from intake.extensions import db, insert_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class New:
    """A date to add: the id of its row, what it is for, the day, and what is sealed of it."""

    id: str
    kind: str
    on: date
    sealed: bytes


def add(case_id: str, *dates: New) -> None:
    """Dates this case must meet."""
    if not dates:
        return
    rows = [
        {
            "id": one.id,
            "case_id": case_id,
            "kind": Kind(one.kind).value,
            "on": one.on,
            "state": State.OPEN.value,
            "sealed": one.sealed,
        }
        for one in dates
    ]
    insert_rows(DiaryEntry, rows)


def of_case(case_id: str) -> list[DiaryEntry]:
    """All dates of a case, the earliest first, also those that are over."""
    wanted = select(DiaryEntry).where(DiaryEntry.case_id == case_id)
    return list(db.session.scalars(wanted.order_by(DiaryEntry.on, DiaryEntry.id)))


def open_of(case_id: str) -> list[DiaryEntry]:
    """The dates of a case that are still to be met, the earliest first."""
    wanted = select(DiaryEntry).where(
        DiaryEntry.case_id == case_id, DiaryEntry.state == State.OPEN.value
    )
    return list(db.session.scalars(wanted.order_by(DiaryEntry.on, DiaryEntry.id)))


def done(case_id: str, ids: Collection[str]) -> None:
    """These open dates of the case were met. Ids of other cases change nothing."""
    for entry in open_of(case_id):
        if entry.id in ids:
            entry.state = State.DONE.value


def looked(case_id: str) -> None:
    """A member looked: the days on which somebody wanted to look again are met."""
    for entry in open_of(case_id):
        if entry.kind == Kind.NEXT_LOOK:
            entry.state = State.DONE.value


def has(case_id: str, kind: str, *, on: date) -> bool:
    """Whether the diary has such a date, whatever came of it."""
    return any(entry.kind == kind and entry.on == on for entry in of_case(case_id))


def next_day(case_id: str) -> date | None:
    """The earliest open date; ``None`` where nothing is open."""
    return min((entry.on for entry in open_of(case_id)), default=None)


def erase_of(case_id: str) -> None:
    """Destroy all dates of a case."""
    db.session.execute(delete(DiaryEntry).where(DiaryEntry.case_id == case_id))
