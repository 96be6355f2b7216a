"""Write a note about a case, translate an answer, or pin a note to the top."""

from intake.actions.opening.case_keys import Actor
from intake.actions.opening.case_notes import write_note
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.notes import store as notes
from intake.notes.store import NoteKind


def add_note(by: Actor, reference: str, kind: NoteKind, text: str, *, question: str = "") -> None:
    """Add a note; *question* is the id of the answer that it translates.

    Raise as ``Actor.open`` does.
    """
    key, facts = by.open(reference), {"question": question} if question else {}
    note = write_note(by, key, kind, text, facts)
    store.touch(key.case, on=by.day)
    by.log(AuditAct.NOTE_WRITTEN, key.case, made=note.id)


def pin_note(by: Actor, reference: str, note_id: str) -> None:
    """Pin a note in place of any other; an empty id unpins it.

    Raise as ``Actor.open`` does.
    """
    case = by.open(reference).case
    notes.pin(case.id, note_id)
    store.touch(case, on=by.day)
    by.log(AuditAct.NOTE_PINNED, case)
