"""The clear days of many cases' diaries at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select, text

from intake.diary.models import DiaryEntry
from intake.extensions import db


def days_of(case_ids: Collection[str]) -> Mapping[str, set[tuple[str, date]]]:
    """By case: what each date is for and the day, whatever came of it."""
    found: dict[str, set[tuple[str, date]]] = {id_: set() for id_ in case_ids}
    wanted = select(DiaryEntry.case_id, DiaryEntry.kind, DiaryEntry.on)
    for case_id, kind, on in db.session.execute(wanted.where(DiaryEntry.case_id.in_(case_ids))):
        found[case_id].add((kind, on))
    return found


def own_days(request_id: str, case_id: str) -> set[tuple[str, date]]:
    """The same of one case, for the person whose it is: their door may not read the diary."""
    if db.engine.dialect.name != "postgresql":
        return days_of([case_id])[case_id]
    wanted = text("SELECT kind, day FROM case_dates(:request)").bindparams(request=request_id)
    return {(kind, day) for kind, day in db.session.execute(wanted)}
