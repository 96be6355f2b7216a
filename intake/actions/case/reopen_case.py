"""Reopen a closed case for a reason."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.case.advance_case import advance_case
from intake.actions.case.open_for_change import open_for_change
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_notes import write_note
from intake.actions.opening.read_cards import card_under
from intake.actions.reports.count_case import count_case
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.pipeline import CaseAct, check_act
from intake.diary import coming
from intake.notes.kinds import NoteKind


def reopen_case(
    reference: str, reader: Reader, text: str, *, version: int, today: date, now: datetime
) -> None:
    """Return a closed case to triage, due today; *text* is the reason, sealed in a note.

    Its dates are reminded of again: the steps reached while it was closed brought no email.
    Raise ``MoveNotAllowed`` for an open case or the reader's roles, or as ``open_for_change``
    does.
    """
    key = open_for_change(reference, reader, version=version)
    case, member_id = key.case, reader.member_id
    check_act(CaseAct.REOPEN, case.stage, reader.roles)
    note = write_note(key, NoteKind.MOVE, text, member_id=member_id, now=now)
    log_act(AuditAct.CASE_REOPENED, case, reader, today=today, now=now, made=note.id)
    store.set_due(case, today, early=False)
    store.touch(case, on=today)
    coming.remind_again([case.id])
    advance_case(case, reader, CaseAct.REOPEN, today=today, now=now)
    count_case(case, today=today, reader=reader, card=card_under(key))
