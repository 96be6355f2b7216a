"""End the return codes of closed cases whose days are over. Needs no key."""

from __future__ import annotations

from datetime import date

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store as cases
from intake.requests import store as requests


def expire_code(request_id: str, *, today: date) -> bool:
    """End the code; return ``False`` if the case was reopened, or the code ended, meanwhile.

    The log names the wrap, so that restoring it raises an alarm.
    """
    request = requests.find_to_change(request_id)
    opens = requests.kept_request(request_id) or request_id
    case_id = cases.ids_of_requests([opens]).get(opens)
    case = cases.find_by_id(case_id, to_change=True) if case_id else None
    if request is None or case is None or not (request.has_code and case.code_is_over(today=today)):
        return False
    ended = request.key_under_code or b""
    requests.revoke_code(request)
    request.code_under_token = None
    log.record(AuditAct.CODE_EXPIRED, on=today, case_id=case.id, ended=ended)
    return True
