"""Change the status of a case as an act does by itself, and log the change."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.case.status_acts import status_act
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CaseAct, Status, status_after


def advance_case(
    case: Case,
    reader: Reader,
    act: CaseAct,
    *,
    today: date,
    now: datetime,
    before: Status | None = None,
) -> bool:
    """Move the case as the act does for the reader's roles. Return true if the status changed.

    *before* is the status before the act that this one takes back, if that is known. The row of
    the case is locked. The caller counts the change.
    """
    to = status_after(act, case.stage, reader.roles, before=before)
    if to is None:
        return False
    store.advance(case, to, on=today)
    log_act(status_act(to), case, reader, today=today, now=now)
    return True
