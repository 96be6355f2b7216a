"""Read and write the notes of a case, with its open key."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import CaseKey
from intake.extensions import new_id
from intake.frozen import frozen
from intake.notes import store
from intake.notes.models import Note
from intake.notes.store import NoteKind


@frozen
class OpenNote:
    """An opened note. ``facts`` are the codes, days and ids that its kind has beside the text."""

    id: str
    kind: NoteKind
    text: str
    facts: Mapping[str, Any]
    member_id: str
    at: datetime
    pinned: bool


def write_note(
    by: Actor, key: CaseKey, kind: NoteKind, text: str, facts: Mapping[str, Any] | None = None
) -> Note:
    """Add a note to the case; its kind is sealed with its text. The caller commits."""
    id_ = new_id()
    content = {"kind": kind.value, "text": text, "facts": dict(facts or {})}
    sealed = key.seal_json("note", content, row=id_)
    return store.add(id=id_, case_id=key.case.id, member_id=by.member_id, at=by.at, sealed=sealed)


def read_notes(key: CaseKey) -> tuple[OpenNote, ...]:
    """Return all notes of the case, oldest first. Raise ``SealDamaged`` or ``ContextMismatch``."""
    return open_notes(key, store.of_case(key.case.id))


def open_notes(key: CaseKey, notes: Sequence[Note]) -> tuple[OpenNote, ...]:
    """Return these notes of the case, opened. Raise as :func:`read_notes` does."""
    return tuple(map(_opened, notes, key.open_rows("note", notes)))


def newest(notes: Sequence[OpenNote], kind: NoteKind) -> OpenNote | None:
    """Return the last note of a kind, or ``None``."""
    return next((note for note in reversed(notes) if note.kind is kind), None)


def proposed_closing(notes: tuple[OpenNote, ...]) -> OpenNote | None:
    """Return the decision to close that waits for a second member, or ``None``.

    One from before the case was reopened waits no more, nor does one that was withdrawn.
    """
    last, reopened = newest(notes, NoteKind.DECISION), newest(notes, NoteKind.MOVE)
    withdrawn = {note.facts["proposal"] for note in notes if note.kind is NoteKind.WITHDRAWN}
    if last is None or not last.facts["waits"] or last.id in withdrawn:
        return None
    return None if reopened is not None and reopened.at >= last.at else last


def _opened(note: Note, content: Mapping[str, Any]) -> OpenNote:
    return OpenNote(
        id=note.id,
        kind=NoteKind(content["kind"]),
        text=content["text"],
        facts=content["facts"],
        member_id=note.member_id,
        at=note.at,
        pinned=note.pinned,
    )
