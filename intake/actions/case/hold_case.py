"""Set a legal hold, which keeps a case from being erased, or lift it."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.case.erase_case import case_to_erase, erase_rows
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader, check_wall
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store as cases


def hold_case(reference: str, holder: Reader, *, version: int, today: date, now: datetime) -> None:
    """Keep the case from being erased by a date, a member or its applicant.

    Raise ``NoSuchCase``, ``ChangedMeanwhile`` or ``BehindWall``.
    """
    case = cases.find_for_change(reference, team_id=holder.team_id, version=version)
    check_wall(case, holder)
    if case.held_since is None:
        cases.hold(case, since=today, on=today)
        log_act(AuditAct.HOLD_SET, case, holder, today=today, now=now)


def lift_hold(reference: str, holder: Reader, *, version: int, today: date, now: datetime) -> bool:
    """Lift the hold; return ``True`` if the case was erased, because its applicant had asked.

    Raise ``NoSuchCase``, ``ChangedMeanwhile`` or ``BehindWall``.
    """
    case = case_to_erase(reference, holder, version=version)
    if case.held_since is None:
        return False
    cases.hold(case, since=None, on=today)
    log_act(AuditAct.HOLD_LIFTED, case, holder, today=today, now=now)
    if case.erase_asked_on is None:
        return False
    log.record(AuditAct.CASE_ERASED_BY_APPLICANT, on=today, case_id=case.id)
    erase_rows(case, today=today)
    return True
