"""Withdraw a request at the applicant's wish: end session and code, and have it erased."""

from datetime import date

from intake.actions.case.status import status_act
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.cases.pipeline import CloseReason, Status
from intake.requests import applicant_access as own_row
from intake.requests.applicant_access import OwnRequest


def withdraw_request(request: OwnRequest, *, today: date) -> bool:
    """End the session and the return code of a request; return ``True`` if nothing keeps it.

    A draft is deleted. A sent request is erased with its case by the worker, within a minute
    (:mod:`intake.actions.upkeep.jobs`). One that a legal hold keeps is closed, opens only for
    those who decide about holds, and is erased within a minute once it is lifted.
    """
    case = own_case.find(request.proof, to_change=True)
    if case is not None:
        code_wrap = request.key_under_code or b""
        log.record(AuditAct.CASE_TAKEN_BACK, on=today, case_id=case.id, ended=code_wrap)
        if case.held_since and case.stage is not Status.CLOSED:
            act = status_act(Status.CLOSED, CloseReason.WITHDRAWN)
            log.record(act, on=today, case_id=case.id)
        own_case.request_erasure(case, on=today)
    own_row.withdraw(request, has_case=case is not None, on=today)
    return case is None or case.held_since is None


def is_held(request: OwnRequest) -> bool:
    """Return true if a legal hold keeps the case of this request."""
    case = own_case.find(request.proof)
    return case is not None and case.held_since is not None
