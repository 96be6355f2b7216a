"""Erase invented cases, and log how many were added or removed."""

from __future__ import annotations

from datetime import date

from intake.actions.case.erase_case import erase_batch
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.invented import some_invented
from intake.reports import tallies

AT_ONCE = 50
"""Cases in one transaction, so that a running server never waits long."""


def erase_invented(*, today: date) -> int:
    """Erase some invented cases and everything that belongs to them; return how many.

    A legal hold does not stop this, because no real person or proceeding needs it.
    """
    invented = some_invented(at_most=AT_ONCE)
    for case in invented:
        log.record(AuditAct.INVENTED_CASE_ERASED, on=today, case_id=case.id)
    erase_batch(invented, today=today)
    if len(invented) < AT_ONCE:
        tallies.drop_invented()
    return len(invented)


def note_demo_loaded(count: int, *, today: date) -> None:
    """Log how many invented cases were added."""
    log.record(AuditAct.DEMO_LOADED, on=today, count=count)


def note_demo_removed(count: int, *, today: date) -> None:
    """Log how many invented cases were removed."""
    log.record(AuditAct.DEMO_REMOVED, on=today, count=count)
