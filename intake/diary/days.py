"""Read the clear days of the diaries of many cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from intake.diary.models import DiaryEntry, State
from intake.extensions import db


class DiaryDay(NamedTuple):
    """The clear part of an entry: its kind, its day, and true if the day is early."""

    kind: str
    on: date
    early: bool

    def exact_on(self, early_days: int) -> date:
        """Return the exact day, for a case whose far days are so many days early."""
        return self.on + timedelta(days=early_days) if self.early else self.on


def days_of(case_ids: Collection[str]) -> Mapping[str, set[DiaryDay]]:
    """Return case id to the kinds and days of its entries, open or closed.

    A replaced date is none of them: if it comes to count again, it is missing.
    """
    days: dict[str, set[DiaryDay]] = {case_id: set() for case_id in case_ids}
    query = select(DiaryEntry.case_id, DiaryEntry.kind, DiaryEntry.on, DiaryEntry.early)
    stand = DiaryEntry.state != State.REPLACED.value
    rows = db.session.execute(query.where(DiaryEntry.case_id.in_(case_ids), stand))
    for case_id, kind, on, early in rows:
        days[case_id].add(DiaryDay(kind, on, early))
    return days
