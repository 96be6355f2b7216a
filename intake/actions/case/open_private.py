"""Log that a member opened the private answers of a case, or made a copy of it."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader
from intake.audit.acts import AuditAct
from intake.cases.models import Case
from intake.questionnaire.sharing import Sharing, check_sharing, sharing_of


def note_private_opened(case: Case, reader: Reader, *, today: date, now: datetime) -> None:
    """Log that this member saw the private answers: danger, health, reasons, numbers."""
    log_act(AuditAct.PRIVATE_OPENED, case, reader, today=today, now=now)


def record_copy(
    opened: OpenedCase, reader: Reader, *, agreed: bool, today: date, now: datetime
) -> None:
    """Log that this member made a copy of the case for another organisation.

    *agreed* says that the member asked the applicant, who agreed; the log tells it where only that
    allows the copy. Raise ``MayNotShare``.
    """
    check_sharing(opened.answers, agreed=agreed)
    is_allowed = sharing_of(opened.answers) is Sharing.YES
    act = AuditAct.HANDED_OFF if is_allowed else AuditAct.HANDED_OFF_ASKED
    log_act(act, opened.case, reader, today=today, now=now)
