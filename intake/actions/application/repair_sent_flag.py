"""A row that says that nothing was sent, though a case stands for it: somebody put it back so.

It says again that it was sent, and the desk is told. Else its person would send a second time, or
it would be discarded as a draft, and the case stands in the way of both.
"""

from __future__ import annotations

import logging
from datetime import date, datetime

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store as cases
from intake.requests import store
from intake.requests.models import Request

logger = logging.getLogger(__name__)

AT_ONCE = 500
"""So many requests are asked about by one question."""


def mend_sent(request: Request, case_id: str, *, today: date) -> None:
    """Let the row say that it was sent."""
    store.restore_sent_flag(request, case_id=case_id)
    logger.error("a sent request was put back", extra={"case_id": case_id})
    log.record(AuditAct.SEAL_BROKEN, on=today, case_id=case_id)


def mend_before_discarding(*, before: date, today: date, now: datetime) -> None:
    """Among the drafts that would be discarded now, mend those for which a case stands."""
    going = store.discardable_drafts(before=before, now=now)
    for at in range(0, len(going), AT_ONCE):
        for request_id, case_id in cases.ids_of_requests(going[at : at + AT_ONCE]).items():
            if request := store.find_to_change(request_id):
                mend_sent(request, case_id, today=today)
