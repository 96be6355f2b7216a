"""Read the clear days of the diaries of many cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select

from intake.diary.models import DiaryEntry
from intake.extensions import db


def days_of(case_ids: Collection[str]) -> Mapping[str, set[tuple[str, date]]]:
    """Return case id to the kinds and days of its entries, whatever their state."""
    days: dict[str, set[tuple[str, date]]] = {case_id: set() for case_id in case_ids}
    query = select(DiaryEntry.case_id, DiaryEntry.kind, DiaryEntry.on)
    for case_id, kind, on in db.session.execute(query.where(DiaryEntry.case_id.in_(case_ids))):
        days[case_id].add((kind, on))
    return days
