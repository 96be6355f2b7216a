"""A code that was ended and stands in its row again is ended once more, though nobody tried it.

Its person's own code is lost: whoever put the old one back wrote over it. The desk hears of it
within the hour, and of which case, so that somebody calls them.
"""

from __future__ import annotations

from datetime import date

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store as cases
from intake.requests import store

AT_ONCE = 500
"""So many codes are asked about by one question."""


def codes_put_back() -> frozenset[str]:
    """The requests whose code the log says was ended: looked for outside any transaction that
    writes. One that is handed over at this moment may be among them.
    """
    codes = store.keys_under_codes()
    kept = [*codes]
    some = (kept[at : at + AT_ONCE] for at in range(0, len(kept), AT_ONCE))
    return frozenset(codes[ended] for one in some for ended in log.ended_among(one))


def end_code_again(request_id: str, *, today: date) -> bool:
    """End it, and tell the desk; not where its row holds another by now."""
    request = store.find_to_change(request_id)
    if request is None or not log.ended_among([request.key_under_code or b""]):
        return False
    store.revoke_code(request)
    case_id = cases.ids_of_requests([request_id]).get(request_id)
    for act in (AuditAct.SEAL_BROKEN, AuditAct.CODE_PUT_BACK):
        log.record(act, on=today, case_id=case_id)
    return True
