"""Log that a member opened the private answers of a case, or made a copy of it."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.opening.case_keys import Reader
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.models import Case


def note_private_opened(case: Case, reader: Reader, *, today: date, now: datetime) -> None:
    """Log that this member saw the private answers: danger, health, reasons, numbers."""
    who, act = reader.member_id, AuditAct.PRIVATE_OPENED
    log.record(act, on=today, member_id=who, case_id=case.id, at=now)


def note_handed_off(case: Case, reader: Reader, *, today: date, now: datetime) -> None:
    """Log that this member made a copy of the case for another organisation."""
    who, act = reader.member_id, AuditAct.HANDED_OFF
    log.record(act, on=today, member_id=who, case_id=case.id, at=now)
