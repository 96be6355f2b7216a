"""Repair a request that is marked as not sent though its case exists: an older row was put back.

Otherwise the applicant would send it a second time, or it would be discarded as a draft. The desk
gets an alarm.
"""

import logging
from datetime import date, datetime

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store as cases
from intake.requests import store

logger = logging.getLogger(__name__)

AT_ONCE = 500
"""Requests in one query."""


def log_rolled_back(case_id: str, *, today: date) -> None:
    """Raise an alarm because the request of this case was put back as it was before sending."""
    fields = {"case_id": case_id, "code": "request_rolled_back"}
    logger.error("a sent request was put back", extra=fields)
    log.record(AuditAct.SEAL_BROKEN, on=today, case_id=case_id)


def repair_before_discarding(*, before: date, today: date, now: datetime) -> None:
    """Repair those of the drafts due to be discarded for which a case exists."""
    request_ids = store.discardable_drafts(before=before, now=now)
    for start in range(0, len(request_ids), AT_ONCE):
        batch = request_ids[start : start + AT_ONCE]
        for request_id, case_id in cases.ids_of_requests(batch).items():
            if request := store.find_to_change(request_id):
                store.restore_sent_flag(request, case_id=case_id)
                log_rolled_back(case_id, today=today)
