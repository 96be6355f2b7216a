"""Log that more than ``FEW`` cards were shown at once, and say who may not see so many."""

from datetime import date, datetime

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sessions.models import StaffSession

FEW = 20
"""Cards that may be shown at once without a trace."""

MANY = 200
"""Cards above which the second factor is asked for again."""


def record_shown(
    act: AuditAct, session: StaffSession, count: int, *, today: date, now: datetime
) -> None:
    """Log that a page of the queue, a list to be printed or matches were shown: how many cards."""
    log.record(act, on=today, member_id=session.member_id, at=now, count=count)
