"""A legal hold: a case that may not be erased, until an attorney or a supervisor lifts it."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.case.erase_case import erase_rows
from intake.actions.opening.case_keys import Reader
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store as cases


def hold_case(reference: str, holder: Reader, *, version: int, today: date, now: datetime) -> None:
    """Nothing erases the case from now on: no day, no member, not its applicant.

    Raises ``NoSuchCase`` or ``ChangedMeanwhile``.
    """
    case = cases.find_for_change(reference, team_id=holder.team_id, version=version)
    if case.held_since is None:
        cases.hold(case, since=today, on=today)
        log.record(AuditAct.HOLD_SET, on=today, member_id=holder.member_id, case_id=case.id, at=now)


def lift_hold(reference: str, holder: Reader, *, version: int, today: date, now: datetime) -> bool:
    """The case may be erased again; whether it was at once, because its applicant had asked.

    Raises ``NoSuchCase`` or ``ChangedMeanwhile``.
    """
    case = cases.find_for_change(reference, team_id=holder.team_id, version=version)
    if case.held_since is None:
        return False
    cases.hold(case, since=None, on=today)
    log.record(AuditAct.HOLD_LIFTED, on=today, member_id=holder.member_id, case_id=case.id, at=now)
    if case.erase_asked_on is None:
        return False
    log.record(AuditAct.CASE_ERASED_BY_APPLICANT, on=today, case_id=case.id)
    erase_rows(case, today=today)
    return True
