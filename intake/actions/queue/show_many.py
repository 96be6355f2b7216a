"""Log that more than ``FEW`` cards were shown at once, and say who may not see so many."""

from datetime import date, datetime

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sessions.models import StaffSession

FEW = 20
"""Cards that may be shown at once without a trace."""

MANY = 200
"""Cards above which the second factor is asked for again."""


def record_page(session: StaffSession, count: int, *, today: date, now: datetime) -> None:
    """Log that a page of the queue was shown, with the number of its cards."""
    session.listed_at = now
    _record(AuditAct.LIST_SHOWN, session, count, today=today, now=now)


def record_print(session: StaffSession, count: int, *, today: date, now: datetime) -> None:
    """Log that a list to be printed was shown, with the number of its cards."""
    _record(AuditAct.LIST_PRINTED, session, count, today=today, now=now)


def record_search(session: StaffSession, count: int, *, today: date, now: datetime) -> None:
    """Log that a page of matches was shown, with the number of its cards."""
    _record(AuditAct.SEARCH_SHOWN, session, count, today=today, now=now)


def _record(
    act: AuditAct, session: StaffSession, count: int, *, today: date, now: datetime
) -> None:
    log.record(act, on=today, member_id=session.member_id, at=now, count=count)
