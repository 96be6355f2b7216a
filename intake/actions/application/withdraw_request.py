"""Erase a request at the applicant's wish: all wraps of its key, then its rows."""

from __future__ import annotations

from datetime import date

from intake.actions.case.erase_case import erase_rows
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.requests import store
from intake.requests.models import Request


def erase_request(request: Request, *, today: date) -> bool:
    """Erase a draft, or a sent request with its case; return ``True`` if it was erased.

    A case under a legal hold is locked instead: no session and no return code opens it any more,
    and it is erased when the hold is lifted.
    """
    case = own_case.find(request.id, to_change=True)
    if case is None:
        store.erase(request)
        return True
    code_wrap = request.key_under_code or b""
    if case.held_since is not None:
        log.record(AuditAct.CASE_TAKEN_BACK, on=today, case_id=case.id, ended=code_wrap)
        own_case.request_erasure(case, on=today)
        store.lock_away(request)
        return False
    log.record(AuditAct.CASE_ERASED_BY_APPLICANT, on=today, case_id=case.id, ended=code_wrap)
    if not own_case.erase(case, on=today):
        erase_rows(case, today=today)
    return True


def is_held(request: Request) -> bool:
    """Return True if a legal hold keeps the case of this request."""
    case = own_case.find(request.id)
    return case is not None and case.held_since is not None
