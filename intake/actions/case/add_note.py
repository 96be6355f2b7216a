"""Write a note about a case, translate an answer, put a note on top."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.case.open_for_change import work_case
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_notes import write_note
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.notes import store as notes
from intake.notes.kinds import NoteKind


def add_note(
    reference: str,
    reader: Reader,
    kind: NoteKind,
    text: str,
    *,
    version: int,
    today: date,
    now: datetime,
    question: str = "",
) -> None:
    """One more note; ``question`` says which answer it translates.

    Raises what ``work_case`` raises.
    """
    key = work_case(reference, reader, version=version)
    facts = {"question": question} if question else {}
    note = write_note(key, kind, text, member_id=reader.member_id, now=now, facts=facts)
    store.touch(key.case, on=today)
    who, case_id = reader.member_id, key.case.id
    log.record(
        AuditAct.NOTE_WRITTEN, on=today, member_id=who, case_id=case_id, at=now, made=note.id
    )


def pin_note(
    reference: str, reader: Reader, note_id: str, *, version: int, today: date, now: datetime
) -> None:
    """This note stands on top, in place of any other; no id takes it down.

    Raises what ``work_case`` raises.
    """
    key = work_case(reference, reader, version=version)
    notes.pin(key.case.id, note_id)
    store.touch(key.case, on=today)
    log.record(
        AuditAct.NOTE_PINNED, on=today, member_id=reader.member_id, case_id=key.case.id, at=now
    )
