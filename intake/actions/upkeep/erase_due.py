"""Erase the cases whose day of erasure has come, in batches. Needs no key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from intake.actions.case.erase_case import erase_rows
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import erasing
from intake.cases import store as cases
from intake.cases.models import Case
from intake.conflicts import stubs

AT_ONCE = 100
"""Cases in one transaction, so that no other waits long for it."""


@dataclass(frozen=True, kw_only=True, slots=True)
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
    with_stub, erased, refused = stubs.with_stub(due), 0, 0
    for case_id in due:
        case = cases.find_by_id(case_id, to_change=True)
        if case is None or not _is_due(case, today):
            continue
        needs_stub = case.erase_asked_on is None and not case.invented and not case.is_junk
        if needs_stub and case_id not in with_stub:
            refused += 1
            continue
        withdrawn = case.erase_asked_on is not None
        act = AuditAct.CASE_ERASED_BY_APPLICANT if withdrawn else AuditAct.CASE_ERASED_ON_ITS_DAY
        log.record(act, on=today, case_id=case_id)
        erase_rows(case, today=today)
        erased += 1
    return Erased(erased=erased, refused=refused, last=due[-1] if len(due) == AT_ONCE else "")


def erase_withdrawn(*, today: date) -> int:
    """Erase some of the cases that their applicants withdrew; return their number."""
    erased = 0
    for case_id in erasing.withdrawn(at_most=AT_ONCE):
        case = cases.find_by_id(case_id, to_change=True)
        if case is None or case.held_since is not None:
            continue
        log.record(AuditAct.CASE_ERASED_BY_APPLICANT, on=today, case_id=case_id)
        erase_rows(case, today=today)
        erased += 1
    return erased


def _is_due(case: Case, today: date) -> bool:
    """Return True if the case is still due, now that its row is locked."""
    day_has_come = case.closed_for is not None and case.erase_on <= today
    return case.held_since is None and (day_has_come or case.erase_asked_on is not None)
