"""The applicant takes it back: every wrap of the key is destroyed, then the rows."""

from __future__ import annotations

from datetime import date

from intake.actions.case.erase_case import erase_rows
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.requests import store
from intake.requests.models import Request


def erase_request(request: Request, *, today: date) -> bool:
    """Erase a draft, or a sent request with its case. Nothing brings it back; whether it is gone.

    A case under a legal hold may not go yet. Then it is locked away: neither the session nor the
    code opens it any more, and the day the hold is lifted it is erased.
    """
    case = own_case.find(request.id, to_change=True)
    if case is None:
        store.erase(request)
        return True
    ended = request.key_under_code or b""
    if case.held_since is not None:
        log.record(AuditAct.CASE_TAKEN_BACK, on=today, case_id=case.id, ended=ended)
        own_case.request_erasure(case, on=today)
        store.lock_away(request)
        return False
    log.record(AuditAct.CASE_ERASED_BY_APPLICANT, on=today, case_id=case.id, ended=ended)
    if not own_case.erase(case, on=today):
        erase_rows(case, today=today)
    return True


def is_held(request: Request) -> bool:
    """Whether a legal hold keeps the case of this request: said before anything is pressed."""
    case = own_case.find(request.id)
    return case is not None and case.held_since is not None
