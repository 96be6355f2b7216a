"""Record a broken seal on which a page does not depend, and go on without that part of the page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from intake import clock
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.not_opened import RolledBack
from intake.audit import log as audit
from intake.audit.acts import AuditAct
from intake.extensions import db, writing
from intake.sealing.envelope import ContextMismatch, SealDamaged
from intake.web.app_context import today
from intake.web.faults.request_ids import request_id

log = logging.getLogger(__name__)


@contextmanager
def audit_broken_seal(reader: Reader, *, case_id: str | None = None) -> Iterator[None]:
    """Log what does not open in the block, and record it for the desk, once a day for each case.

    Catch ``SealDamaged``, ``RolledBack`` and ``ContextMismatch``.
    """
    try:
        yield
    except (SealDamaged, RolledBack, ContextMismatch) as failure:
        fields = {"case_id": case_id, "code": failure.code, "request_id": request_id()}
        log.error("part of a page not opened", extra=fields, exc_info=failure)
        act, day, member_id = AuditAct.SEAL_BROKEN, today(), reader.member_id
        with writing():
            if not audit.is_recorded(act, on=day, member_id=member_id, case_id=case_id):
                audit.record(act, on=day, at=clock.now(), member_id=member_id, case_id=case_id)
                db.session.commit()
