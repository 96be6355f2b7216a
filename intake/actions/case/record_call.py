"""Record a screening call, and the assessment of the merits after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from intake.actions.case.advance_case import advance_case
from intake.actions.case.open_for_change import open_for_change
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_notes import OpenNote, newest, read_notes, write_note
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CaseAct
from intake.diary import entries
from intake.notes.kinds import NoteKind

MERITS = (
    "nexus",
    "credibility",
    "persecutor",
    "serious_crime",
    "resettlement",
    "one_year",
    "forum",
    "venue",
    "capacity",
    "vulnerability",
)
"""The points that a member assesses after the call (rule W4). None is read from the form."""


class NoCallYet(Exception):
    """No screening call is recorded, so that the case cannot be screened or assessed."""


def was_called(notes: tuple[OpenNote, ...]) -> bool:
    """Return true if a screening call is recorded."""
    return newest(notes, NoteKind.SCREENING) is not None


def record_screening(
    reference: str,
    reader: Reader,
    text: str,
    facts: Mapping[str, str],
    *,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Record a screening call: the booked call is done, and the case is screened.

    Raise as ``open_for_change`` does.
    """
    key = open_for_change(reference, reader, version=version)
    member_id = reader.member_id
    store.mark_call_done(key.case)
    _end_booked_calls(key.case)
    note = write_note(key, NoteKind.SCREENING, text, member_id=member_id, now=now, facts=facts)
    log_act(AuditAct.SCREENING_RECORDED, key.case, reader, today=today, now=now, made=note.id)
    store.touch(key.case, on=today)
    advance_case(key.case, reader, CaseAct.LOG_CALL, today=today, now=now)


def record_merits(
    reference: str,
    reader: Reader,
    text: str,
    facts: Mapping[str, str],
    *,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Record the merits, and move the case to merits review.

    Raise :class:`NoCallYet`, or as ``open_for_change`` does.
    """
    key = open_for_change(reference, reader, version=version)
    if not was_called(read_notes(key)):
        raise NoCallYet
    member_id = reader.member_id
    note = write_note(key, NoteKind.MERITS, text, member_id=member_id, now=now, facts=facts)
    log_act(AuditAct.MERITS_RECORDED, key.case, reader, today=today, now=now, made=note.id)
    store.touch(key.case, on=today)
    advance_case(key.case, reader, CaseAct.ASSESS_MERITS, today=today, now=now)


def _end_booked_calls(case: Case) -> None:
    """Mark the booked calls as done; the case is then due on its next open date."""
    entries.mark_calls_done(case.id)
    if case.looked_on and (first := entries.earliest_open(case.id)):
        store.set_due(case, first.on, early=first.early)
