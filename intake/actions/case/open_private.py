"""Open the private answers of a case: one step further, and written down by itself."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.opening.case_keys import Reader
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.models import Case


def note_private_opened(case: Case, reader: Reader, *, today: date, now: datetime) -> None:
    """Write down that this member sees danger, health, reasons and numbers of this person."""
    log.record(
        AuditAct.PRIVATE_OPENED, on=today, member_id=reader.member_id, case_id=case.id, at=now
    )


def note_handed_off(case: Case, reader: Reader, *, today: date, now: datetime) -> None:
    """Write down that this member made a copy of the case for another organisation."""
    log.record(AuditAct.HANDED_OFF, on=today, member_id=reader.member_id, case_id=case.id, at=now)
