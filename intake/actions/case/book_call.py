"""Book a call with the applicant for a day and a time, or cancel it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime

from intake.actions.assessment.add_dates import NewDate, add_dates
from intake.actions.case.advance_case import advance_case
from intake.actions.case.open_for_change import open_for_change
from intake.actions.case.set_follow_up import FARTHEST, NoSuchDay, missing_deadline, record_review
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CaseAct, MoveNotAllowed, Status
from intake.diary import entries
from intake.diary.models import DiaryEntry, Kind

logger = logging.getLogger(__name__)


class NoCallBooked(Exception):
    """The case has no booked call."""


class BusyThen(Exception):
    """The member or the interpreter has another call at this time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BookedCall:
    """A call to book: its day, its time (``14:30``, of the organisation), and a note.

    ``interpreter`` is the name of the interpreter, if there is one. ``is_sure`` books it also where
    the member or the interpreter has another call then.
    """

    on: date
    time: str
    note: str = ""
    interpreter: str = ""
    is_sure: bool = False


def book_call(
    reference: str, reader: Reader, call: BookedCall, *, version: int, today: date, now: datetime
) -> None:
    """Book a call in place of one booked before. The case counts as reviewed.

    It is then due on its earliest open date. Raise :class:`BusyThen` unless the reader is sure,
    ``NoSuchDay``, ``MoveNotAllowed`` for a closed case, or as ``open_for_change`` does.
    """
    if not today <= call.on <= today + FARTHEST:
        raise NoSuchDay
    key = open_for_change(reference, reader, version=version)
    case = key.case
    if case.stage is Status.CLOSED:
        raise MoveNotAllowed
    if not call.is_sure and _is_busy_then(call, reader, but=case.id):
        raise BusyThen
    entries.waive_calls(case.id)
    entries.mark_reviews_done(case.id)
    new = NewDate(
        kind=Kind.CALL, on=call.on, time=call.time, note=call.note, interpreter=call.interpreter
    )
    first_date = add_dates(case.id, [new, *missing_deadline(key, today=today)], key.seal_date)
    record_review(key, reader, otherwise=call.on, today=today)
    log_act(AuditAct.CALL_BOOKED, case, reader, today=today, now=now, made=first_date)
    advance_case(case, reader, CaseAct.BOOK_CALL, today=today, now=now)


def cancel_call(
    reference: str, reader: Reader, *, version: int, today: date, now: datetime
) -> None:
    """Cancel the booked call; the case is due today, because nothing follows by itself.

    Raise :class:`NoCallBooked`, or as ``open_for_change`` does.
    """
    case = open_for_change(reference, reader, version=version).case
    if not entries.waive_calls(case.id):
        raise NoCallBooked
    first = entries.earliest_open(case.id)
    store.set_due(case, min(first.on, today) if first else today, early=False)
    log_act(AuditAct.CALL_CANCELLED, case, reader, today=today, now=now)
    store.touch(case, on=today)
    advance_case(case, reader, CaseAct.CANCEL_CALL, today=today, now=now)


def _is_busy_then(call: BookedCall, reader: Reader, *, but: str) -> bool:
    """Return true if the reader or the interpreter has a call at this time in another case.

    The reader has the calls of the cases that they own. *but* is the id of the case of the call.
    """
    rows = [row for row in entries.open_calls_on(call.on) if row.case_id != but]
    cases = {case.id: case for case in store.with_ids([row.case_id for row in rows])}
    return any(_is_at_that_time(row, cases[row.case_id], call, reader) for row in rows)


def _is_at_that_time(row: DiaryEntry, case: Case, call: BookedCall, reader: Reader) -> bool:
    if case.team_id != reader.team_id or not case.may_be_read:
        return False
    try:
        other = case_key(case, reader).open_json("diary", row.sealed, row=row.id)
    except NOT_OPENED as failure:
        log_not_opened(logger, "call not opened", failure, case_id=case.id)
        return False
    named = call.interpreter.casefold()
    shares = bool(named) and other.get("interpreter", "").casefold() == named
    return other.get("time") == call.time and (case.assignee_id == reader.member_id or shares)
