"""Erase the cases whose day of erasure has come, in batches. Needs no key."""

from __future__ import annotations

from datetime import date

from intake.actions.case.erase_case import erase_batch
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import erasing
from intake.cases.models import Case
from intake.conflicts import stubs
from intake.frozen import frozen

AT_ONCE = 100
"""Cases in one transaction, so that no other waits long for it.

All are locked before any is erased and counted. One that another transaction has locked is left to
the next run, so that the two never wait for each other.
"""


@frozen
class Erased:
    """The number of cases erased and refused, and the id to continue after; empty at the end."""

    erased: int
    refused: int
    last: str


def erase_due(*, today: date, after: str) -> Erased:
    """Erase the next cases after the id *after*.

    A case without a stub is refused, because no conflict check would know the person. Cases that
    their applicant withdrew, invented ones, and those closed as junk need none.
    """
    due = erasing.due_for_erasure(today=today, at_most=AT_ONCE, after=after)
    with_stub = stubs.with_stub(due)
    locked = [case for case in erasing.locked_with_requests(due) if _is_due(case, today)]
    erased = [
        case
        for case in locked
        if case.id in with_stub or case.erase_asked_on or case.invented or case.is_junk
    ]
    for case in erased:
        withdrawn = case.erase_asked_on is not None
        act = AuditAct.CASE_ERASED_BY_APPLICANT if withdrawn else AuditAct.CASE_ERASED_ON_ITS_DAY
        log.record(act, on=today, case_id=case.id)
    erase_batch(erased, today=today)
    return Erased(
        erased=len(erased),
        refused=len(locked) - len(erased),
        last=due[-1] if len(due) == AT_ONCE else "",
    )


def erase_withdrawn(*, today: date) -> int:
    """Erase some of the cases that their applicants withdrew; return their number."""
    locked = erasing.locked_with_requests(erasing.withdrawn(at_most=AT_ONCE))
    erased = [case for case in locked if case.held_since is None]
    for case in erased:
        log.record(AuditAct.CASE_ERASED_BY_APPLICANT, on=today, case_id=case.id)
    erase_batch(erased, today=today)
    return len(erased)


def _is_due(case: Case, today: date) -> bool:
    """Return true if the case is still due, now that its row is locked."""
    day_has_come = case.closed_for is not None and case.erase_on <= today
    by_its_day = day_has_come and not erasing.waits_for_reader(case, today=today)
    return case.held_since is None and (by_its_day or case.erase_asked_on is not None)
