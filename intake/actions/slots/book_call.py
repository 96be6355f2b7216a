"""Book a call with the applicant for a day and a time, or cancel it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from intake.actions.assessment.add_dates import NewDate, add_dates
from intake.actions.case.advance_case import advance_case
from intake.actions.case.open_for_change import open_for_change
from intake.actions.case.set_follow_up import FARTHEST, NoSuchDay, missing_deadline, record_review
from intake.actions.interpreters.list_interpreters import find_interpreter
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.log_act import log_act
from intake.actions.slots.open_offer import Slot
from intake.actions.slots.shared_slots import has_call_at, offered_elsewhere
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.pipeline import CaseAct, MoveNotAllowed, Status
from intake.diary import call_slots, entries
from intake.diary.models import Kind


class NoCallBooked(Exception):
    """The case has no booked call."""


class OfferedElsewhere(Exception):
    """The member offers this time in another case, which would lose it."""


class BusyThen(Exception):
    """The member or the interpreter has another call at this time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BookedCall:
    """A call to book: its day, its time (``14:30``, of the organisation), and a note.

    ``interpreter_id`` is that of an interpreter on the team's list, or empty. ``is_sure`` books it
    also at a time that is promised elsewhere.
    """

    on: date
    time: str
    note: str = ""
    interpreter_id: str = ""
    is_sure: bool = False


def book_call(
    reference: str, reader: Reader, call: BookedCall, *, version: int, today: date, now: datetime
) -> None:
    """Book a call in place of one booked before. The case counts as reviewed.

    It is then due on its earliest open date. Where the reader offers the time in other cases, they
    lose it. Raise :class:`OfferedElsewhere` or :class:`BusyThen` unless the reader is sure,
    ``NoSuchDay``, ``NoSuchInterpreter``, ``MoveNotAllowed`` for a closed case, or as
    ``open_for_change`` does.
    """
    if not today <= call.on <= today + FARTHEST:
        raise NoSuchDay
    key = open_for_change(reference, reader, version=version)
    case = key.case
    if case.stage is Status.CLOSED:
        raise MoveNotAllowed
    new = _new_date(call, reader)
    _take_time(case.id, new, reader, is_sure=call.is_sure, today=today, now=now)
    entries.waive_calls(case.id)
    entries.mark_reviews_done(case.id)
    first_date = add_dates(case.id, [new, *missing_deadline(key, today=today)], key.seal_date)
    record_review(key, reader, otherwise=call.on, today=today)
    log_act(AuditAct.CALL_BOOKED, case, reader, today=today, now=now, made=first_date)
    advance_case(case, reader, CaseAct.BOOK_CALL, today=today, now=now)


def _new_date(call: BookedCall, reader: Reader) -> NewDate:
    """Return the date of a call. Raise ``NoSuchInterpreter``."""
    interpreter = find_interpreter(call.interpreter_id, reader).name if call.interpreter_id else ""
    return NewDate(
        kind=Kind.CALL, on=call.on, time=call.time, note=call.note, interpreter=interpreter
    )


def _take_time(
    case_id: str, new: NewDate, reader: Reader, *, is_sure: bool, today: date, now: datetime
) -> None:
    """Take the time from the reader's offers in other cases, in place of one taken before."""
    slot = Slot(on=new.on, time=new.time)
    ids = offered_elsewhere([slot], reader, but=case_id, today=today, now=now)
    if not is_sure and has_call_at(slot, reader, but=case_id, interpreter=new.interpreter):
        raise BusyThen
    if not is_sure and ids:
        raise OfferedElsewhere
    call_slots.release(case_id)
    for slot_id in ids.values():
        call_slots.take(slot_id, case_id)


def cancel_call(
    reference: str, reader: Reader, *, version: int, today: date, now: datetime
) -> None:
    """Cancel the booked call; the case is due today, because nothing follows by itself.

    Raise :class:`NoCallBooked`, or as ``open_for_change`` does.
    """
    case = open_for_change(reference, reader, version=version).case
    if not entries.waive_calls(case.id):
        raise NoCallBooked
    call_slots.release(case.id)
    first = entries.earliest_open(case.id)
    store.set_due(case, min(first.on, today) if first else today, early=False)
    log_act(AuditAct.CALL_CANCELLED, case, reader, today=today, now=now)
    store.touch(case, on=today)
    advance_case(case, reader, CaseAct.CANCEL_CALL, today=today, now=now)
