"""Log that a member opened the private answers of a case, or made a copy of it."""

from __future__ import annotations

from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.actor import Actor
from intake.audit.acts import AuditAct
from intake.cases.models import Case
from intake.questionnaire.sharing import Sharing, check_sharing, sharing_of


def note_private_opened(by: Actor, case: Case) -> None:
    """Log that this member saw the private answers: danger, health, reasons, numbers."""
    by.log(AuditAct.PRIVATE_OPENED, case)


def record_copy(by: Actor, opened: OpenedCase, *, agreed: bool) -> None:
    """Log that this member made a copy of the case for another organisation.

    *agreed* says that the member asked the applicant, who agreed; the log tells it where only that
    allows the copy. Raise ``MayNotShare``.
    """
    check_sharing(opened.answers, agreed=agreed)
    is_allowed = sharing_of(opened.answers) is Sharing.YES
    by.log(AuditAct.HANDED_OFF if is_allowed else AuditAct.HANDED_OFF_ASKED, opened.case)
