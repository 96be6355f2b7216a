"""Move a case along the pipeline; close it for a reason."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.case_keys import Reader
from intake.audit import log
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, Status, check_move
from intake.cases.retention import erase_on


def move_case(
    reference: str,
    reader: Reader,
    to: Status,
    *,
    reason: CloseReason | None,
    version: int,
    retention_days: int,
    today: date,
    now: datetime,
) -> Case:
    """The case stands elsewhere, and the audit says where. Closing sets the day of erasure.

    Raises ``NoSuchCase``, ``ChangedMeanwhile``, or ``MoveNotAllowed`` for the reader's roles.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    check_move(case.is_at, to, reason, reader.roles)
    erased = erase_on(reason, closed_on=today, as_told=retention_days) if reason else None
    store.move(case, to, reason=reason, on=today, erase_on=erased)
    act = f"closed_{reason}" if reason else f"moved_to_{to}"
    log.record(act, on=today, member_id=reader.member_id, case_id=case.id, at=now)
    return case
