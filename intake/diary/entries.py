"""Add dates to a case's diary, and say what came of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, select

from intake.diary.models import DiaryEntry, Kind, State
from intake.extensions import db


def add(*, id: str, case_id: str, kind: str, on: date, sealed: bytes) -> DiaryEntry:
    """A date this case must meet."""
    entry = DiaryEntry(id=id, case_id=case_id, kind=Kind(kind).value, on=on, sealed=sealed)
    entry.state = State.OPEN.value
    db.session.add(entry)
    return entry


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
