"""Revoke return codes that were ended and put back into their row, before they are tried.

The applicant's own code was overwritten by that and is lost. The desk gets an alarm with the case,
so that a member can call the applicant.
"""

from __future__ import annotations

from datetime import date

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store as cases
from intake.requests import store

AT_ONCE = 5000
"""Codes in one query, and in memory."""


def find_restored_codes() -> frozenset[str]:
    """Return the ids of requests whose code was ended. Search outside any write transaction.

    One that is handed over at this moment may be among them.
    """
    restored, after = set[str](), ""
    while wraps := store.keys_under_codes(after=after, at_most=AT_ONCE):
        restored |= {wraps[wrap] for wrap in log.ended_among(wraps)}
        after = max(wraps.values())
    return frozenset(restored)


def revoke_code(request_id: str, *, today: date) -> bool:
    """Revoke the code and log an alarm; return ``False`` if the row holds another code by now."""
    request = store.find_to_change(request_id)
    if request is None or not log.ended_among([request.key_under_code or b""]):
        return False
    store.revoke_code(request)
    case_id = cases.ids_of_requests([request_id]).get(request_id)
    for act in (AuditAct.SEAL_BROKEN, AuditAct.CODE_PUT_BACK):
        log.record(act, on=today, case_id=case_id)
    return True
