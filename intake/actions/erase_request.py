"""The applicant takes it back: every wrap of the key is destroyed, then the rows."""

from __future__ import annotations

from datetime import date

from intake.audit import log
from intake.cases import store as cases
from intake.conflicts import stubs
from intake.diary import entries
from intake.messages import thread
from intake.notes import store as notes
from intake.requests import store
from intake.requests.models import Request


def erase_request(request: Request, *, today: date) -> None:
    """Erase a draft, or a sent request with all that is kept of it. Nothing brings it back."""
    if request.case_id is not None:
        log.record("case_erased_by_applicant", on=today, case_id=request.case_id)
        entries.erase_of(request.case_id)
        thread.erase_of(request.case_id)
        notes.erase_of(request.case_id)
        stubs.outlive(request.case_id, on=today)
        cases.erase(request.case_id)
    store.erase(request)
