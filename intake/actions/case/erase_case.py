"""Erase a case, or put it under a legal hold, which keeps it from being erased.

Erased are the wraps of its key and everything that belongs to it, in one transaction.

Deleting the wraps in the rows of the case and of its request is the erasure. What else is deleted
could not be opened any more.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from intake.actions.links import kept_case, needs_second, release_merged
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    Actor,
    Reader,
    RolledBack,
    case_key,
    log_not_opened,
)
from intake.actions.opening.case_notes import OpenNote, newest, read_notes, write_note
from intake.actions.opening.case_stubs import StubKeyLost, save_stub
from intake.actions.opening.search_cards import open_card
from intake.actions.reports.count_case import add_counts, erasure_counts
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import erasing, packs
from intake.cases import store as cases
from intake.cases.models import Case, Task
from intake.cases.tasks import TaskKind, add_task, end_task, task_of
from intake.conflicts import stubs
from intake.conflicts.stubs import case_links, kept_duplicates
from intake.diary import entries, feeds
from intake.messages import thread
from intake.notes import store as notes
from intake.notes.store import NoteKind
from intake.outbox import undelivered
from intake.reports.tallies import is_published, quarter_of
from intake.requests import store as requests
from intake.sealing.seal import ContextMismatch, SealDamaged
from intake.staff import store as staff
from intake.staff.store import Act, may
from intake.triage.deadlines import Tier
from intake.words import Labelled, Refused

logger = logging.getLogger(__name__)

ERASED_WITH_A_CASE: tuple[Callable[[str], None], ...] = (
    entries.erase_of,
    thread.erase_of,
    notes.erase_of,
    kept_duplicates.erase_of,
    case_links.erase_of,
)
"""Erases what each keeper stores about a case, by its id. A new keeper is added here."""


class UnderHold(Refused):
    """A legal hold keeps this case from being erased until it is lifted."""

    says = "This case is on legal hold. An attorney or supervisor must lift it first."


class ClosedFirst(Refused):
    """One member does not erase an open case that they judge to be nobody's, or a P0."""

    says = (
        "Close this case first, or merge it into the other one, so that nobody is erased untold. "
        "If it is or was P0, or a deadline is near, a second person approves that. Then erase it."
    )


class SecondPersonErases(Refused):
    """An accepted case without a recorded transfer is erased by another member than who decided."""

    says = (
        "No transfer of this accepted case is recorded. Copy it on the page Transfer, or have "
        "another attorney or supervisor than the one who decided erase it after its erase date."
    )


class EraseReason(Labelled):
    """The reason for which a member erases a case before its day."""

    ASKED = "asked", "Applicant's request"
    DUPLICATE = "duplicate", "Duplicate request"
    MISTAKE = "mistake", "Sent by mistake or as a test"
    WRONG_HANDS = "wrong_hands", "Sent by someone else to cause harm"
    ORDERED = "ordered", "Court order or legal duty to erase"
    KEPT_ELSEWHERE = "kept_elsewhere", "Accepted, past its erase date, and kept in other files"


ERASED_FOR: Mapping[EraseReason, AuditAct] = {
    reason: AuditAct(f"erased_{reason}") for reason in EraseReason
}
"""The act to log for each reason."""


def erase_case(by: Actor, reference: str, reason: EraseReason) -> None:
    """Erase a case for good, for a reason.

    A case without a stub gets one first, so that later conflict checks know the person; raise
    ``NoKeyForCase`` if the member cannot open it for that. A damaged case is erased without a
    stub. Raise :class:`UnderHold`, :class:`ClosedFirst`, :class:`SecondPersonErases`, or as
    ``Actor.lock`` does.
    """
    case = _lock_with_request(by, reference)
    if case.held_since is not None:
        raise UnderHold
    if is_closed_first(case, reason, by.reader, today=by.day):
        raise ClosedFirst
    if not _may_erase(by, case, reason):
        raise SecondPersonErases
    if kept_case(case) is not None:
        raise Refused(
            "This case was merged: it is erased with the other one. To erase it, reopen it."
        )
    if not case.invented and stubs.of_case(case.id) is None:
        _save_stub_if_possible(case, by.reader)
    by.log(ERASED_FOR[reason], case)
    erase_batch([case], today=by.day)


def _may_erase(by: Actor, case: Case, reason: EraseReason) -> bool:
    """Return true unless an accepted case without a transfer needs another member, or a later day.

    What its applicant asks for, or a court, needs neither.
    """
    if reason in (EraseReason.ASKED, EraseReason.ORDERED):
        return True
    is_kept = case.reference in erasing.lacking_transfer(by.team_id, today=case.erase_on)
    if reason is EraseReason.KEPT_ELSEWHERE and not (is_kept and case.erase_on <= by.day):
        return False
    decided = log.newest(case.id, (AuditAct.DECISION_STORED,)) if is_kept else None
    return decided is None or _is_second(
        decided.member_id, decided.on, Act.ERASE_CASE, by.reader, today=by.day
    )


def is_closed_first(case: Case, reason: EraseReason | None, eraser: Reader, *, today: date) -> bool:
    """Return true if the case must be closed before a member erases it for this reason.

    That is an open one where erasing is the member's own judgment, or that no member closes alone.
    """
    if case.is_closed or reason in (None, EraseReason.KEPT_ELSEWHERE):
        return False
    if reason in (EraseReason.DUPLICATE, EraseReason.MISTAKE):
        return True
    try:
        return needs_second(case_key(case, eraser), today=today)
    except NOT_OPENED:
        return case.tier == Tier.P0


def _lock_with_request(by: Actor, reference: str, *, withdrawn: bool = False) -> Case:
    """Lock the case after its request, in the order of the applicants' door."""
    requests.find_to_change(cases.find(reference, team_id=by.team_id).request_id)
    return by.lock(reference, withdrawn=withdrawn, closed=True)


def erase_batch(cases: Sequence[Case], *, today: date, is_mistake: bool = False) -> None:
    """Delete cases and all that belongs to them, and the packs with their cards.

    Their stubs stay, without the id of the case, and their counts in the tallies; with
    *is_mistake*, one that nobody has read leaves none, unless figures with it were published. The
    rows of the cases and of their requests must be locked.
    """
    counted = [
        case
        for case in cases
        if not is_mistake
        or case.counted
        or is_published(case.received_on.year, quarter_of(case.received_on), today=today)
    ]
    counts = erasure_counts(counted, today=today)
    for case in cases:
        _erase(case, today)
    add_counts(counts)


def _erase(case: Case, today: date) -> None:
    for erase_of in ERASED_WITH_A_CASE:
        erase_of(case.id)
    if case.assignee_id is not None:
        # a feed that was renewed a day after the closing has no date of the case; the day more is
        # for time zones
        closed_on = case.closed_on
        before = datetime.combine(closed_on, time(), UTC) + timedelta(2) if closed_on else None
        feeds.empty_of(case.assignee_id, before=before)
    packs.drop_holding(case.id, team_id=case.team_id)
    undelivered.drop_of(case.reference)
    stubs.detach(case.id, on=today)
    release_merged(case, today=today)
    cases.erase(case.id)
    requests.erase_by_id(case.request_id)


def _save_stub_if_possible(case: Case, eraser: Reader) -> None:
    try:
        save_stub(case.id, open_card(case_key(case, eraser)), eraser)
    except (SealDamaged, RolledBack, ContextMismatch) as failure:
        log_not_opened(logger, "erased without a stub", failure, case_id=case.id)
    except StubKeyLost as failure:
        fields = {"case_id": case.id, "code": failure.code}
        logger.error("erased without a stub", extra=fields, exc_info=failure)


class SecondPersonLifts(Refused):
    """Another member than the one who asked must agree to lift a legal hold."""

    says = (
        "You asked to lift this hold. Another attorney or supervisor must agree. Where there is "
        "none, you can do it yourself on another day."
    )


def hold_case(by: Actor, reference: str, text: str) -> None:
    """Keep the case from being erased by a date, a member or its applicant; *text* is the reason.

    It is sealed in a note, unless the case does not open for the member. A hold that a colleague
    asked to lift stays. Raise as ``Actor.lock`` does.
    """
    case = by.lock(reference, withdrawn=True)
    waits = task_of(case.id, TaskKind.LIFT_HOLD)
    if case.held_since is not None and waits is None:
        return
    end_task(case.id, TaskKind.LIFT_HOLD)
    cases.hold(case, since=case.held_since or by.day, on=by.day)
    note_id = None
    with suppress(*NOT_OPENED):
        note_id = write_note(by, case_key(case, by.reader), NoteKind.HOLD, text).id
    by.log(AuditAct.HOLD_SET, case, made=note_id)


def lift_hold(by: Actor, reference: str) -> bool:
    """Lift the hold that a colleague asked to lift, or ask for that; return true if it is lifted.

    A case that its applicant withdrew is erased by the worker then. Where no other member may lift
    a hold, the member who asked does so on another day. Raise :class:`SecondPersonLifts`, or as
    ``Actor.lock`` does.
    """
    case = _lock_with_request(by, reference, withdrawn=True)
    if case.held_since is None:
        return True
    asked = task_of(case.id, TaskKind.LIFT_HOLD)
    if asked is None:
        add_task(case, TaskKind.LIFT_HOLD, on=by.day, by_id=by.member_id)
        cases.touch(case, on=by.day)
        by.log(AuditAct.HOLD_LIFT_ASKED, case)
        return False
    if not may_lift(asked, by.reader, today=by.day):
        raise SecondPersonLifts
    end_task(case.id, TaskKind.LIFT_HOLD)
    cases.hold(case, since=None, on=by.day)
    by.log(AuditAct.HOLD_LIFTED, case)
    return True


def may_lift(asked: Task, reader: Reader, *, today: date) -> bool:
    """Return true if this member may settle the task: another one, or the only one, a day later."""
    return _is_second(asked.by_id, asked.on, Act.HOLD_CASE, reader, today=today)


def _is_second(
    first_id: str | None, first_on: date, act: Act, reader: Reader, *, today: date
) -> bool:
    """Return true for another member than the first one, or for the only one who may, a day on."""
    if first_id != reader.member_id:
        return True
    deciders = [each for each in staff.members_of(reader.team_id) if may(each.roles, act)]
    return len(deciders) == 1 and first_on < today


def hold_reason(case: Case, reader: Reader) -> OpenNote | None:
    """Return the note with the reason for the hold; ``None`` where it is missing or sealed."""
    try:
        return newest(read_notes(case_key(case, reader)), NoteKind.HOLD)
    except NOT_OPENED:
        return None
