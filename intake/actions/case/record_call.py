"""Record what a call came to: the screening, and after it what speaks for and against the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from intake.actions.case.open_for_change import work_case
from intake.actions.case.status_acts import status_act
from intake.actions.opening.case_keys import CaseKey, Reader
from intake.actions.opening.case_notes import OpenNote, newest, read_notes, write_note
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.pipeline import Status, moves_from
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
"""What is weighed after the call (rule W4): never read from the form."""


class NoCallYet(Exception):
    """Nobody is screened, and no merits are weighed, before a call: none is recorded."""


def was_called(notes: tuple[OpenNote, ...]) -> bool:
    """Whether a screening call is recorded."""
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
    """Write the call down; a case that waited for it is screened now.

    Raises what ``work_case`` raises.
    """
    key = work_case(reference, reader, version=version)
    who, case_id = reader.member_id, key.case.id
    note = write_note(key, NoteKind.SCREENING, text, member_id=who, now=now, facts=facts)
    log.record(
        AuditAct.SCREENING_RECORDED, on=today, member_id=who, case_id=case_id, at=now, made=note.id
    )
    _go_on(key, reader, Status.SCREENED, today=today, now=now)


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
    """Write the merits down; a case that was screened goes to review.

    Raises :class:`NoCallYet`, or what ``work_case`` raises.
    """
    key = work_case(reference, reader, version=version)
    if not was_called(read_notes(key)):
        raise NoCallYet
    who, case_id = reader.member_id, key.case.id
    note = write_note(key, NoteKind.MERITS, text, member_id=who, now=now, facts=facts)
    log.record(
        AuditAct.MERITS_RECORDED, on=today, member_id=who, case_id=case_id, at=now, made=note.id
    )
    _go_on(key, reader, Status.MERITS_REVIEW, today=today, now=now)


def _go_on(key: CaseKey, reader: Reader, to: Status, *, today: date, now: datetime) -> None:
    """Along the pipeline, where that is the next step; else it stays where it is."""
    if to not in moves_from(key.case.stage, reader.roles):
        store.touch(key.case, on=today)
        return
    store.move(key.case, to, reason=None, on=today)
    log.record(status_act(to), on=today, member_id=reader.member_id, case_id=key.case.id, at=now)
