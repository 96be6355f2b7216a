"""Close junk in quarantine in one act, put it back within a day, or release cases to the queue."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader
from intake.actions.queue.undo_many import TooLate
from intake.actions.reports.count_case import count_cases, uncount_closings
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import quarantine
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, MoveNotAllowed, Status, check_move
from intake.cases.retention import erase_on
from intake.cases.tags import Tag
from intake.conflicts import case_links
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.diary import coming
from intake.traffic import arrivals


def release_many(references: Collection[str], reader: Reader, *, today: date, now: datetime) -> int:
    """Put cases from the quarantine into the queue; return their number.

    Their network is forgotten, so that nothing puts them back. Reminders that they did not get are
    due again.
    """
    cases = _reachable(references, reader)
    for case in cases:
        quarantine.release(case, on=today)
        log_act(AuditAct.QUARANTINE_RELEASED, case, reader, today=today, now=now)
    released = [case.id for case in cases]
    arrivals.forget(released)
    coming.remind_again(released)
    return len(cases)


def close_many(
    references: Collection[str],
    reader: Reader,
    *,
    retention_days: int,
    today: date,
    now: datetime,
) -> BulkAct:
    """Close cases in quarantine as no real requests, with one entry in the log.

    Cases under a legal hold, and those that a member is working on or linked, are left out.
    """
    reason, before, closed = CloseReason.SPAM, [], []
    reachable = _reachable(references, reader)
    linked = case_links.linked([case.id for case in reachable])
    erased_on = erase_on(reason, closed_on=today, promised_days=retention_days)
    for case in reachable:
        if case.id in linked or not _may_close(case, reader):
            continue
        previous = f"{case.status} {case.erase_on.isoformat()}"
        quarantine.close(case, erase_on=erased_on, on=today)
        closed.append(case)
        before.append((case.id, case.version, previous))
    count_cases(closed, today=today)
    act = bulk_acts.add(
        bulk_acts.JUNK,
        member_id=reader.member_id,
        now=now,
        before=before,
        left_out=len(set(references)) - len(before),
    )
    if before:
        _record(AuditAct.QUARANTINE_CLOSED, reader, len(before), today=today, now=now)
    return act


def reopen_many(act_id: str, reader: Reader, *, today: date, now: datetime) -> int:
    """Put the cases that an act closed back into quarantine; return their number.

    Any colleague may do so within a day. Those that a member reopened meanwhile stay as they are.
    A case is put back whatever else changed in it: an applicant who has written since is probably a
    real person.
    Raise :class:`TooLate`.
    """
    act = bulk_acts.find_junk(act_id, now=now)
    before = {case_id: was for case_id, _, was in act.before} if act else {}
    cases = quarantine.closed_for_change(list(before), team_id=reader.team_id)
    if act is None or not cases:
        raise TooLate
    uncount_closings(cases)
    for case in cases:
        status, _, erased_on = before[case.id].partition(" ")
        quarantine.reopen(case, Status(status), erase_on=date.fromisoformat(erased_on), on=today)
    bulk_acts.drop(act)
    _record(AuditAct.QUARANTINE_REOPENED, reader, len(cases), today=today, now=now)
    return len(cases)


def _reachable(references: Collection[str], reader: Reader) -> list[Case]:
    """Return the cases in quarantine with these references, locked, without walled ones."""
    cases = quarantine.for_change(references, team_id=reader.team_id)
    return [case for case in cases if not case.walled_keys]


def _may_close(case: Case, reader: Reader) -> bool:
    try:
        check_move(case.stage, Status.CLOSED, CloseReason.SPAM, reader.roles)
    except MoveNotAllowed:
        return False
    is_proposed = Tag.ASK_SUPERVISOR in case.tagged  # a second member must confirm its closing
    return case.held_since is None and case.assignee_id is None and not is_proposed


def _record(act: AuditAct, reader: Reader, count: int, *, today: date, now: datetime) -> None:
    log.record(act, on=today, member_id=reader.member_id, at=now, count=count)
