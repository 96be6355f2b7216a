"""Write a note about a case, translate an answer, or pin a note to the top."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.case.open_for_change import open_for_change
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_notes import write_note
from intake.actions.opening.log_act import log_act
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
    """Add a note; *question* is the id of the answer that it translates.

    Raise as ``open_for_change`` does.
    """
    key = open_for_change(reference, reader, version=version)
    facts = {"question": question} if question else {}
    note = write_note(key, kind, text, member_id=reader.member_id, now=now, facts=facts)
    store.touch(key.case, on=today)
    log_act(AuditAct.NOTE_WRITTEN, key.case, reader, today=today, now=now, made=note.id)


def pin_note(
    reference: str, reader: Reader, note_id: str, *, version: int, today: date, now: datetime
) -> None:
    """Pin a note in place of any other; an empty id unpins it.

    Raise as ``open_for_change`` does.
    """
    key = open_for_change(reference, reader, version=version)
    notes.pin(key.case.id, note_id)
    store.touch(key.case, on=today)
    log_act(AuditAct.NOTE_PINNED, key.case, reader, today=today, now=now)
