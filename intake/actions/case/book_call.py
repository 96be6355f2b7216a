"""Book a call with the applicant for a day and a time, or cancel it."""

import logging
from datetime import date

from intake.actions.assessment.add_dates import NewDate, add_dates
from intake.actions.case.set_follow_up import FARTHEST, NoSuchDay, missing_deadline, record_review
from intake.actions.case.status import advance_case
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CaseAct, MoveNotAllowed, Status
from intake.diary import entries
from intake.diary.models import DiaryEntry, Kind, State
from intake.frozen import frozen
from intake.words import N_, Refused

logger = logging.getLogger(__name__)


@frozen
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


def book_call(by: Actor, reference: str, call: BookedCall) -> None:
    """Book a call in place of one booked before. The case counts as reviewed.

    It is then due on its earliest open date. Raise ``Refused`` for another call at this time unless
    the member is sure, ``NoSuchDay``, ``MoveNotAllowed`` for a closed case, or as ``Actor.open``.
    """
    if not by.day <= call.on <= by.day + FARTHEST:
        raise NoSuchDay
    key = by.open(reference)
    case = key.case
    if case.stage is Status.CLOSED:
        raise MoveNotAllowed
    if not call.is_sure and _is_busy_then(call, by.reader, but=case.id):
        raise Refused(
            N_(
                "You or the interpreter have another call at this time. Choose another time, or "
                "check the box below and book it all the same."
            )
        )
    entries.end_calls(case.id, State.WAIVED)
    entries.mark_reviews_done(case.id)
    new = NewDate(
        kind=Kind.CALL, on=call.on, time=call.time, note=call.note, interpreter=call.interpreter
    )
    first_date = add_dates(case.id, [new, *missing_deadline(key, today=by.day)], key.seal_date)
    record_review(by, key, otherwise=call.on)
    by.log(AuditAct.CALL_BOOKED, case, made=first_date)
    advance_case(by, case, CaseAct.BOOK_CALL)


def cancel_call(by: Actor, reference: str) -> None:
    """Cancel the booked call; the case is due today, because nothing follows by itself.

    Raise ``Refused`` if none is booked, or as ``Actor.open`` does.
    """
    case = by.open(reference).case
    if not entries.end_calls(case.id, State.WAIVED):
        raise Refused(N_("No call is booked any more."))
    first = entries.earliest_open(case.id)
    store.set_due(case, min(first.on, by.day) if first else by.day, early=False)
    by.log(AuditAct.CALL_CANCELLED, case)
    store.touch(case, on=by.day)
    advance_case(by, case, CaseAct.CANCEL_CALL)


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
