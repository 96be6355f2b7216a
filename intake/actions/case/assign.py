"""Assign a case to the member who works on it."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.opening.case_keys import Reader, check_wall
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case


def assign_to_me(
    reference: str, reader: Reader, *, version: int, today: date, now: datetime
) -> Case:
    """Assign the case to the reader.

    Raise ``NoSuchCase``, ``ChangedMeanwhile`` or ``BehindWall``.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    check_wall(case, reader)
    store.assign_to(case, reader.member_id, on=today)
    who, act = reader.member_id, AuditAct.CASE_ASSIGNED
    log.record(act, on=today, member_id=who, case_id=case.id, at=now)
    return case
