"""Set what follows in a case: its owner, the day of the next review, a call with the applicant.

Only a case with a next review or a call counts as reviewed, so that none is lost.
"""

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from intake.actions.assessment.deadline_changes import early_of
from intake.actions.assessment.describe_case import NewDate, add_dates
from intake.actions.case.dates.replaced_dates import settle_waiting
from intake.actions.case.status import advance_case
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    Actor,
    CaseKey,
    Reader,
    case_key,
    log_not_opened,
)
from intake.actions.opening.search_cards import card_under
from intake.actions.queue.change_many import able_owners
from intake.actions.reports.count_case import count_case
from intake.audit.acts import AuditAct
from intake.cases import alarms, batches, store
from intake.cases.models import Case
from intake.cases.pipeline import CaseAct
from intake.cases.tasks import TaskKind, add_task, task_of
from intake.diary import entries
from intake.diary.entries import step_reached
from intake.diary.models import DiaryEntry, Kind, State
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.staff.store import Act, may
from intake.triage.assess import LOOK_BY
from intake.triage.days import business_days_after
from intake.triage.deadlines import Tier
from intake.words import Refused

FARTHEST = timedelta(days=730)
"""The next review is within two years: a later day is a mistake in typing."""


class NoSuchDay(Refused):
    """The day of the next review is in the past, or more than two years from now."""

    says = "Enter a date from today to two years ahead."
    status = 422


@frozen
class NextDate:
    """The day of the next review, a note, and the ids of diary dates that are done by now.

    Deadlines are none of them: each ends by itself, with proof.
    """

    on: date
    note: str = ""
    done: Collection[str] = ()


def set_follow_up(by: Actor, reference: str, follow_up: NextDate) -> Case:
    """Record a review and set the next one; the case is due on its earliest open date.

    Raise :class:`NoSuchDay`, or as ``Actor.lock`` and ``case_key`` do.
    """
    today = by.day
    if not today <= follow_up.on <= today + FARTHEST:
        raise NoSuchDay
    case = by.lock(reference)
    if any(entry.kind == Kind.CALL for entry in entries.mark_done(case.id, follow_up.done)):
        advance_case(by, case, CaseAct.CANCEL_CALL)
    entries.mark_reviews_done(case.id)
    key = case_key(case, by.reader)
    review = NewDate(
        kind=Kind.NEXT_LOOK,
        on=follow_up.on,
        note=follow_up.note,
        reminded=step_reached(follow_up.on, today=today),
    )
    first_date = add_dates(key, [review, *missing_deadline(key, today=today)])
    settle_waiting(key)
    record_review(by, key, otherwise=follow_up.on)
    by.log(AuditAct.NEXT_DATE_KEPT, case, made=first_date)
    advance_case(by, case, CaseAct.REVIEW)
    return case


def proposed_day(tier: Tier, law: LawBook, *, today: date) -> date:
    """Return the day that the page proposes: when this tier wants the next review."""
    days = law.number(LOOK_BY[tier], on=today) if tier in LOOK_BY else 0
    return business_days_after(today, days, law)


def missing_deadline(key: CaseKey, *, today: date) -> list[NewDate]:
    """Return the deadline from later answers that the diary has not; empty if it has it."""
    case, card = key.case, card_under(key)
    act_by, early = card.act_by_day, early_of(key.key, card, today=today)
    if not act_by or entries.has_date(case.id, Kind.ACT_BY, on=act_by, early_days=early.days):
        return []
    return [NewDate(kind=Kind.ACT_BY, on=early.day(act_by), early=early.moves(act_by))]


def record_review(by: Actor, key: CaseKey, *, otherwise: date) -> None:
    """Record a review; the case is due on its earliest open date, or on the day *otherwise*."""
    first = entries.earliest_open(key.case.id)
    day, early = (first.on, first.early) if first else (otherwise, False)
    store.record_review(key.case, due_on=day, early=early, on=by.day)
    count_case(by, key.case, card_under(key))


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
    the member is sure, ``NoSuchDay``, or as ``Actor.open`` does.
    """
    if not by.day <= call.on <= by.day + FARTHEST:
        raise NoSuchDay
    key = by.open(reference)
    case = key.case
    if not call.is_sure and _is_busy_then(call, by.reader, but=case.id):
        raise Refused(
            "You or the interpreter have another call at this time. Choose another time, or "
            "check the box below and book it all the same."
        )
    entries.end_calls(case.id, State.WAIVED)
    entries.mark_reviews_done(case.id)
    new = NewDate(
        kind=Kind.CALL, on=call.on, time=call.time, note=call.note, interpreter=call.interpreter
    )
    first_date = add_dates(key, [new, *missing_deadline(key, today=by.day)])
    record_review(by, key, otherwise=call.on)
    by.log(AuditAct.CALL_BOOKED, case, made=first_date)
    advance_case(by, case, CaseAct.BOOK_CALL)


def cancel_call(by: Actor, reference: str) -> None:
    """Cancel the booked call; the case is due today, because nothing follows by itself.

    Raise ``Refused`` if none is booked, or as ``Actor.open`` does.
    """
    case = by.open(reference).case
    if not entries.end_calls(case.id, State.WAIVED):
        raise Refused("No call is booked any more.")
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


def assign_to_me(by: Actor, reference: str) -> Case:
    """Assign the case to the member who acts. Raise as ``Actor.lock`` does."""
    case = by.lock(reference)
    batches.give_to(case, by.member_id, on=by.day)
    by.log(AuditAct.CASE_ASSIGNED, case)
    return case


def assign_to(by: Actor, reference: str, member_id: str) -> Case:
    """Assign the case to a colleague who may open it; of a walled case, one who is named on it.

    Raise ``Refused`` for any other id, or as ``Actor.lock`` does.
    """
    case = by.lock(reference)
    if member_id not in able_owners(case.team_id, case):
        raise Refused("This colleague cannot own this case. Choose another.", status=422)
    batches.give_to(case, member_id, on=by.day)
    by.log(AuditAct.CASE_HANDED_OVER, case)
    return case


def take_p0_on(by: Actor, reference: str) -> Case:
    """End the alarm of a P0 case that nobody had opened: the member who acts looks after it.

    Raise ``Refused`` where a conflict holds the case and the member may not decide about it, or if
    no alarm waits any more, or as ``Actor.lock`` does.
    """
    case = by.lock(reference)
    if case.conflict in alarms.HELD and not may(by.roles, Act.DECIDE_CONFLICT):
        raise Refused("Only a member who may decide about the conflict can take this on.")
    if not alarms.take_on(case, member_id=by.member_id):
        raise Refused("A colleague took this on already. The log names them.")
    by.log(AuditAct.P0_TAKEN_ON, case)
    return case


def begin_work(
    by: Actor, reference: str, owner_id: str, call: BookedCall | None, step: NextDate | None
) -> None:
    """Assign an accepted case and set what comes next; without an owner it waits for one.

    Raise ``Refused`` for an owner who cannot own it or a day that is not to come, or as these acts
    do.
    """
    case = store.find(reference, team_id=by.team_id)

    def now() -> Actor:
        return replace(by, version=case.version)

    if owner_id and owner_id != case.assignee_id:
        if owner_id == by.member_id:
            assign_to_me(now(), reference)
        else:
            assign_to(now(), reference, owner_id)
        if telling := task_of(case.id, TaskKind.TELL):
            telling.for_id = None  # the owner is to tell them
    if call:
        book_call(now(), reference, call)
    if step:
        set_follow_up(now(), reference, step)
    if case.assignee_id is None:
        kind = TaskKind.ACCEPTED_WITHOUT_OWNER
        add_task(case, kind, on=by.day, by_id=by.member_id)
