"""Assign: from now on this member works the case."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.opening.case_keys import Reader
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case


def assign_to_me(
    reference: str, reader: Reader, *, version: int, today: date, now: datetime
) -> Case:
    """The case is the reader's. Raises ``NoSuchCase`` or ``ChangedMeanwhile``."""
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    store.assign_to(case, reader.member_id, on=today)
    log.record(
        AuditAct.CASE_ASSIGNED, on=today, member_id=reader.member_id, case_id=case.id, at=now
    )
    return case
