"""Read, write and pin the notes of a case, with its open key, and search those of many cases.

No index of words is kept: one that helps a search would help whoever steals the disk.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from intake.actions.opening.case_keys import (
    NOT_OPENED,
    Actor,
    CaseKey,
    Reader,
    case_key,
    log_not_opened,
)
from intake.actions.opening.search_cards import SearchedBatch
from intake.audit.acts import AuditAct
from intake.cases import batches, store
from intake.cases.models import Case
from intake.extensions import new_id
from intake.frozen import frozen
from intake.notes import store as notes
from intake.notes.models import Note
from intake.notes.store import NoteKind, NoteWords


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
    by: Actor,
    key: CaseKey,
    kind: NoteKind,
    text: str,
    facts: Mapping[str, Any] | None = None,
    *,
    author: str = "",
) -> Note:
    """Add a note to the case; its kind is sealed with its text. The caller commits.

    *author* is whose decision it repeats, if that is another member.
    """
    id_, author = new_id(), author or by.member_id
    content = {"kind": kind.value, "text": text, "facts": dict(facts or {})}
    sealed = key.seal_json("note", content, row=id_)
    return notes.add(id=id_, case_id=key.case.id, member_id=author, at=by.at, sealed=sealed)


def record_note(
    by: Actor,
    key: CaseKey,
    kind: NoteKind,
    text: str,
    facts: Mapping[str, Any],
    *,
    log_as: AuditAct,
) -> None:
    """Add a note, log it, and count the change of the case."""
    note = write_note(by, key, kind, text, facts)
    by.log(log_as, key.case, made=note.id)
    store.touch(key.case, on=by.day)


def read_notes(key: CaseKey) -> tuple[OpenNote, ...]:
    """Return all notes of the case, oldest first. Raise ``SealDamaged`` or ``ContextMismatch``."""
    return open_notes(key, notes.of_case(key.case.id))


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


logger = logging.getLogger(__name__)

AT_ONCE = 200
"""Cases in one batch: few enough that a request ends in time."""


def search_notes(words: NoteWords, reader: Reader, *, after: str) -> SearchedBatch:
    """Search the notes of the next cases after the one with the id *after*. Reads only.

    Only cases whose answers a member may read are opened, so that no conflict is passed by.
    """
    some_cases = batches.readable_after(reader.team_id, after, at_most=AT_ONCE)
    notes_by_case = notes.of_cases([case.id for case in some_cases])
    opened = {
        case.id: _matches(case, notes_by_case[case.id], words, reader)
        for case in some_cases
        if case.id in notes_by_case
    }
    return SearchedBatch(
        matches=tuple(id_ for id_, matches in opened.items() if matches),
        read=len(some_cases),
        unopened=sum(matches is None for matches in opened.values()),
        last=some_cases[-1].id if some_cases else after,
        is_end=len(some_cases) < AT_ONCE,
    )


def _matches(case: Case, rows: Sequence[Note], words: NoteWords, reader: Reader) -> bool | None:
    """Return whether a note of the case has the words; ``None`` if its notes do not open."""
    try:
        opened = open_notes(case_key(case, reader), rows)
    except NOT_OPENED as failure:
        log_not_opened(logger, "notes not searched", failure, case_id=case.id)
        return None
    return any(words.are_in(note.text) for note in opened if note.kind is not NoteKind.TRANSLATION)


def add_note(by: Actor, reference: str, kind: NoteKind, text: str, *, question: str = "") -> None:
    """Add a note; *question* is the id of the answer that it translates.

    Raise as ``Actor.open`` does.
    """
    key = by.open(reference, closed=True)
    facts = {"question": question} if question else {}
    record_note(by, key, kind, text, facts, log_as=AuditAct.NOTE_WRITTEN)


def pin_note(by: Actor, reference: str, note_id: str) -> None:
    """Pin a note in place of any other; an empty id unpins it.

    Raise as ``Actor.open`` does.
    """
    case = by.open(reference, closed=True).case
    notes.pin(case.id, note_id)
    store.touch(case, on=by.day)
    by.log(AuditAct.NOTE_PINNED, case)
