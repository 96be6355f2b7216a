"""Add dates to a case's diary, read them, and change their state."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from intake.diary.models import DiaryEntry, Kind, State
from intake.extensions import all_rows, any_row, change_rows, db, delete_rows, insert_rows
from intake.frozen import frozen

IN_ORDER = (DiaryEntry.on, DiaryEntry.id)
IS_OPEN = DiaryEntry.state == State.OPEN
IS_DEADLINE = DiaryEntry.kind == Kind.ACT_BY
OF_ANSWERS = (Kind.ACT_BY, Kind.PLAN_BY)
"""Kinds of dates that come from answers, each by a rule; members set the others."""
OF_CASE = select(DiaryEntry).where(DiaryEntry.case_id == bindparam("case_id")).order_by(*IN_ORDER)
"""Built once, because each page of a case executes it."""


@frozen
class NewEntry:
    """A date to add: the id of its row, its kind, the day, and the sealed part.

    *early* says that the day is earlier than the exact one, by the number of days of its case.
    *reminded* is the step of the reminder that needs no sending any more, or ``None``.
    """

    id: str
    kind: str
    on: date
    sealed: bytes
    early: bool = False
    reminded: int | None = None


def add(case_id: str, *entries: NewEntry) -> None:
    """Add open dates to the diary of a case."""
    if not entries:
        return
    rows = [
        {
            "id": entry.id,
            "case_id": case_id,
            "kind": Kind(entry.kind).value,
            "on": entry.on,
            "state": State.OPEN.value,
            "early": entry.early,
            "reminded": entry.reminded,
            "sealed": entry.sealed,
        }
        for entry in entries
    ]
    insert_rows(DiaryEntry, rows)


def of_case(case_id: str) -> list[DiaryEntry]:
    """Return all entries of a case, in any state, the earliest first."""
    return list(db.session.scalars(OF_CASE, {"case_id": case_id}))


def open_of(case_id: str) -> list[DiaryEntry]:
    """Return the open entries of a case, the earliest first."""
    return all_rows(DiaryEntry, DiaryEntry.case_id == case_id, IS_OPEN, by=IN_ORDER)


def open_of_cases(case_ids: Collection[str], *, until: date) -> Mapping[str, Sequence[DiaryEntry]]:
    """Return case id to the open entries of these cases up to a day, the earliest first."""
    of_cases = DiaryEntry.case_id.in_(case_ids), IS_OPEN, DiaryEntry.on <= until
    by_case: dict[str, list[DiaryEntry]] = {}
    for entry in all_rows(DiaryEntry, *of_cases, by=IN_ORDER):
        by_case.setdefault(entry.case_id, []).append(entry)
    return by_case


def open_calls_on(day: date) -> list[DiaryEntry]:
    """Return the booked calls of all cases on a day."""
    return all_rows(DiaryEntry, IS_OPEN, DiaryEntry.on == day, DiaryEntry.kind == Kind.CALL)


def mark_done(case_id: str, ids: Collection[str]) -> list[DiaryEntry]:
    """Mark the open entries of the case with these ids as done, and return them.

    Ids of other cases are ignored, and those of deadlines, which end only with proof.
    """
    chosen = [entry for entry in open_of(case_id) if entry.id in ids]
    return _end([entry for entry in chosen if entry.kind != Kind.ACT_BY], State.DONE)


def mark_reviews_done(case_id: str) -> None:
    """Mark the open dates for a next review as done, because a member reviewed the case."""
    _end([entry for entry in open_of(case_id) if entry.kind == Kind.NEXT_LOOK], State.DONE)


def has_date(case_id: str, kind: str, *, on: date, early_days: int = 0) -> bool:
    """Return true if the diary has an entry of this kind on this exact day, not replaced."""
    return any(
        entry.kind == kind and entry.exact_on(early_days) == on
        for entry in of_case(case_id)
        if entry.state != State.REPLACED
    )


def earliest_open(case_id: str) -> DiaryEntry | None:
    """Return the open entry with the earliest clear day, or ``None`` if none is open."""
    return min(open_of(case_id), key=lambda entry: (entry.on, entry.early), default=None)


def end_calls(case_id: str, state: State) -> int:
    """Mark the booked calls as done or as not needed; return how many there were."""
    return len(_end([entry for entry in open_of(case_id) if entry.kind == Kind.CALL], state))


def _end(entries: list[DiaryEntry], state: State) -> list[DiaryEntry]:
    for entry in entries:
        entry.state = state
    return entries


def erase_of(case_id: str) -> None:
    """Delete all entries of a case."""
    delete_rows(DiaryEntry, DiaryEntry.case_id == case_id)


class DiaryDay(NamedTuple):
    """An entry as stored: its kind, its day, true if the day is early, its id, and its seal."""

    kind: str
    on: date
    early: bool
    id: str = ""
    sealed: bytes = b""

    def exact_on(self, early_days: int) -> date:
        """Return the exact day, for a case whose far days are so many days early."""
        return self.on + timedelta(days=early_days) if self.early else self.on


def days_of(case_ids: Collection[str]) -> Mapping[str, set[DiaryDay]]:
    """Return case id to its dates that come from answers, open or closed.

    A replaced date is none of them: if it comes to count again, it is missing.
    """
    days: dict[str, set[DiaryDay]] = {case_id: set() for case_id in case_ids}
    columns = (DiaryEntry.kind, DiaryEntry.on, DiaryEntry.early, DiaryEntry.id, DiaryEntry.sealed)
    stand = (DiaryEntry.state != State.REPLACED, DiaryEntry.kind.in_(OF_ANSWERS))
    query = select(DiaryEntry.case_id, *columns)
    rows = db.session.execute(query.where(DiaryEntry.case_id.in_(case_ids), *stand))
    for case_id, *row in rows:
        days[case_id].add(DiaryDay._make(row))
    return days


STEPS = (1, 3, 7, 14, 30)
"""Days before a date at which members are reminded, once at each step (rule W6)."""

KINDS = (Kind.ACT_BY, Kind.PLAN_BY, Kind.NEXT_LOOK)
"""Kinds of dates of which members are reminded. Booked calls stand in the list of work."""


def due_for_reminder(*, today: date, until: date, at_most: int) -> Sequence[DiaryEntry]:
    """Return open dates whose next reminder is due by the day *until*, the nearest first, locked.

    *until* is *today*, or the last day on which nobody works before the next working day.
    """
    is_due = _is_due(today, until)
    return all_rows(DiaryEntry, is_due, by=IN_ORDER, most=at_most, skip_locked=True)


def is_reminder_due(*, today: date, until: date) -> bool:
    """Return true if a reminder is due; lock nothing."""
    return any_row(DiaryEntry, _is_due(today, until))


def remind_again(case_ids: Collection[str]) -> None:
    """Make a reminder due for the open deadlines of these cases, at the step they have reached."""
    change_rows(DiaryEntry, DiaryEntry.case_id.in_(case_ids), IS_OPEN, reminded=None)


def deadlines_between(first: date, last: date) -> Sequence[DiaryEntry]:
    """Return the open deadlines from the day *first* to the day *last*, the nearest first."""
    is_between = DiaryEntry.on.between(first, last)
    return all_rows(DiaryEntry, IS_OPEN, IS_DEADLINE, is_between, by=IN_ORDER)


def _is_due(today: date, until: date) -> ColumnElement[bool]:
    reached_step = [
        DiaryEntry.on.between(until + timedelta(before + 1), until + timedelta(step))
        & DiaryEntry.reminded.is_distinct_from(step)
        for before, step in pairwise((-99, *STEPS))
    ]
    return and_(IS_OPEN, DiaryEntry.kind.in_(KINDS), DiaryEntry.on >= today, or_(*reached_step))


def reminder_step(on: date, *, today: date) -> int:
    """Return the step, in days, that a date on the day *on* has reached."""
    return step_reached(on, today=today) or STEPS[-1]


def step_reached(on: date, *, today: date) -> int | None:
    """Return the step that a date on the day *on* has reached; ``None`` if it is farther away."""
    days_left = (on - today).days
    return next((step for step in STEPS if days_left <= step), None)
