"""Log what a member did to a case."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.opening.case_keys import Reader
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.models import Case


def log_act(
    act: AuditAct,
    case: Case,
    reader: Reader,
    *,
    today: date,
    now: datetime,
    made: str | None = None,
    ended: bytes = b"",
) -> None:
    """Log that the reader did this to the case; *made* and *ended* are as in ``log.record``."""
    log.record(
        act,
        on=today,
        member_id=reader.member_id,
        case_id=case.id,
        at=now,
        made=made,
        ended=ended,
    )
