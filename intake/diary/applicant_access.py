"""Read and add dates of one's own case as its applicant.

On PostgreSQL the applicants' door may not read or write the diary; it calls functions of
``migrations/versions/0046_silent_days.py`` and ``0112_sealed_dates.py`` with its proof.
"""

import json

from sqlalchemy import text

from intake.diary import entries
from intake.diary.entries import DiaryDay, NewEntry, days_of
from intake.extensions import db, has_functions, writer
from intake.sealing.tokens import Proof

DATES = text("SELECT kind, day, early, id, sealed FROM case_dates(:proof)")
ADD = text("SELECT case_dates_added(:proof, CAST(:dates AS json))")


def own_days(proof: Proof, case_id: str) -> set[DiaryDay]:
    """Return the dates of the case that come from answers, as ``days_of`` does."""
    if not has_functions():
        return days_of([case_id])[case_id]
    return {DiaryDay(*day) for day in db.session.execute(DATES, {"proof": proof.shown})}


def add(proof: Proof, case_id: str, *new: NewEntry) -> None:
    """Add open dates to the diary of the case."""
    if not has_functions():
        entries.add(case_id, *new)
    elif new:
        dates = json.dumps([_written(entry) for entry in new])
        writer().execute(ADD, {"proof": proof.shown, "dates": dates})


def _written(entry: NewEntry) -> dict[str, str | bool]:
    """Return an entry as the function reads it: bytes in PostgreSQL's hexadecimal form."""
    day, sealed = entry.on.isoformat(), rf"\x{entry.sealed.hex()}"
    early = entry.early
    return {"id": entry.id, "kind": entry.kind, "on": day, "early": early, "sealed": sealed}
