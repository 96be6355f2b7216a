"""Replace dates of the diary that no answer gives any more; a near one waits for another member."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from intake.actions.opening.case_keys import CaseKey, Reader
from intake.actions.opening.case_notes import proposed_closing, read_notes
from intake.actions.opening.waiting_dates import has_waiting
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes, store
from intake.cases.models import Case
from intake.cases.tags import Tag
from intake.diary import entries
from intake.diary.models import DiaryEntry, State
from intake.notes.kinds import NoteKind

MARK = ("replaced_by", "replaced_on", "correction")
"""Parts of the proof of a replaced date: the member, the day, and the note of the correction.

An open date that has them waits for another member.
"""

ASK_FOR = (NoteKind.CORRECTION, NoteKind.WITHDRAWN)
"""Notes that say whether the request for a supervisor is for a waiting date alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Replacement:
    """The replacing of dates: the member, the note that gives the reason, and the moment."""

    reader: Reader
    note_id: str
    today: date
    now: datetime


def replace_dates(key: CaseKey, ids: Collection[str], by: Replacement) -> None:
    """Close these open dates as replaced."""
    for entry in _open_entries(key, ids):
        older = _mark(key, entry, by)
        entry.state = State.REPLACED.value
        _log(key, AuditAct.DATE_REPLACED, by, ended=older)


def keep_waiting(key: CaseKey, ids: Collection[str], by: Replacement) -> None:
    """Leave these near dates open until another member has looked, and ask for a supervisor."""
    for entry in _open_entries(key, ids):
        older = _mark(key, entry, by)
        _log(key, AuditAct.DATE_TO_REPLACE, by, ended=older, made=by.note_id)
    if ids and Tag.ASK_SUPERVISOR not in key.case.tagged:
        bulk_changes.put_tag(key.case, Tag.ASK_SUPERVISOR, on=by.today)


def unmark(key: CaseKey, entry: DiaryEntry) -> bytes:
    """Take the mark of a replaced date away; return its older sealed content, for the log."""
    older = entry.sealed
    content = key.open_json("diary", older, row=entry.id)
    proof = {name: value for name, value in content["proof"].items() if name not in MARK}
    entry.sealed = key.seal_json("diary", {**content, "proof": proof}, row=entry.id)
    return older


def settle_waiting(key: CaseKey, *, today: date) -> None:
    """Take back the request for a supervisor that corrections made, once no date waits."""
    if Tag.ASK_SUPERVISOR not in key.case.tagged:
        return
    notes = read_notes(key)
    is_ours = any(note.kind in ASK_FOR and note.facts.get("tagged") for note in notes)
    if is_ours and proposed_closing(notes) is None and not has_waiting(key):
        bulk_changes.take_tag(key.case, Tag.ASK_SUPERVISOR, on=today)


def follow_diary(case: Case) -> None:
    """Make a reviewed case due on its earliest open date."""
    if (first := entries.earliest_open(case.id)) and case.looked_on:
        store.set_due(case, first.on, early=first.early)


def hold_due(case: Case, ids: Collection[str]) -> None:
    """Make a case that was not reviewed due by the first of these open dates at the latest."""
    waiting = [entry for entry in entries.open_of(case.id) if entry.id in ids]
    if waiting and waiting[0].on < case.due_on and case.looked_on is None:
        store.set_due(case, waiting[0].on, early=waiting[0].early)


def _open_entries(key: CaseKey, ids: Collection[str]) -> Sequence[DiaryEntry]:
    return [entry for entry in entries.open_of(key.case.id) if entry.id in ids] if ids else []


def _mark(key: CaseKey, entry: DiaryEntry, by: Replacement) -> bytes:
    """Mark a date as replaced; return its older sealed content, for the log."""
    older = entry.sealed
    content = key.open_json("diary", older, row=entry.id)
    values = (by.reader.member_id, by.today.isoformat(), by.note_id)
    proof = {**content.get("proof", {}), **dict(zip(MARK, values, strict=True))}
    entry.sealed = key.seal_json("diary", {**content, "proof": proof}, row=entry.id)
    return older


def _log(
    key: CaseKey, act: AuditAct, by: Replacement, *, ended: bytes = b"", made: str | None = None
) -> None:
    log.record(
        act,
        on=by.today,
        member_id=by.reader.member_id,
        case_id=key.case.id,
        at=by.now,
        ended=ended,
        made=made,
    )
