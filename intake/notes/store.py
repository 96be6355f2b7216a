"""Add notes to a case, list them, and pin one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from intake.extensions import db
from intake.notes.models import Note

OF_CASE = select(Note).where(Note.case_id == bindparam("case_id")).order_by(Note.at, Note.id)
"""Built once, because each page of a case executes it."""


def add(*, id: str, case_id: str, member_id: str, at: datetime, sealed: bytes) -> Note:
    """Add a note to a case."""
    note = Note(id=id, case_id=case_id, member_id=member_id, at=at, sealed=sealed)
    note.pinned = False
    db.session.add(note)
    db.session.flush()
    return note


def of_case(case_id: str) -> list[Note]:
    """Return all notes of a case, the oldest first."""
    return list(db.session.scalars(OF_CASE, {"case_id": case_id}))


def of_cases(case_ids: Collection[str]) -> dict[str, list[Note]]:
    """Return the notes of these cases by case id, the oldest first; cases without one are out."""
    notes_by_case: dict[str, list[Note]] = {}
    query = select(Note).where(Note.case_id.in_(case_ids)).order_by(Note.case_id, Note.at, Note.id)
    for note in db.session.scalars(query):
        notes_by_case.setdefault(note.case_id, []).append(note)
    return notes_by_case


def pin(case_id: str, note_id: str) -> None:
    """Pin one note of the case and unpin the others; an empty id unpins all."""
    for note in of_case(case_id):
        note.pinned = note.id == note_id


def erase_of(case_id: str) -> None:
    """Delete all notes of a case."""
    db.session.execute(delete(Note).where(Note.case_id == case_id))
