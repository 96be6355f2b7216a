"""Notes of a case, for whoever has its key open: write one, read them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.actions.opening.case_keys import CaseKey
from intake.extensions import new_id
from intake.notes import store
from intake.notes.kinds import NoteKind
from intake.notes.models import Note


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenNote:
    """A note, opened. ``facts`` is what its kind has beside the text: codes, days, ids."""

    id: str
    kind: NoteKind
    text: str
    facts: Mapping[str, Any]
    member_id: str
    at: datetime
    pinned: bool


def write_note(
    key: CaseKey,
    kind: NoteKind,
    text: str,
    *,
    member_id: str,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> Note:
    """One more note of the case; its kind is sealed with its words."""
    id_ = new_id()
    kept = {"kind": kind.value, "text": text, "facts": dict(facts or {})}
    sealed = key.seal_json("note", kept, row=id_)
    return store.add(id=id_, case_id=key.case.id, member_id=member_id, at=now, sealed=sealed)


def read_notes(key: CaseKey) -> tuple[OpenNote, ...]:
    """All notes of the case, the oldest first."""
    return tuple(
        _opened(note, key.open_json("note", note.sealed, row=note.id))
        for note in store.of_case(key.case.id)
    )


def newest(notes: tuple[OpenNote, ...], kind: NoteKind) -> OpenNote | None:
    """The last note of a kind."""
    return next((note for note in reversed(notes) if note.kind is kind), None)


def _opened(note: Note, kept: Mapping[str, Any]) -> OpenNote:
    return OpenNote(
        id=note.id,
        kind=NoteKind(kept["kind"]),
        text=kept["text"],
        facts=kept["facts"],
        member_id=note.member_id,
        at=note.at,
        pinned=note.pinned,
    )
