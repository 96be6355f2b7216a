"""Log the walls that were put up or taken down between the two files of a backup."""

from __future__ import annotations

from datetime import date

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.log import walled_cases
from intake.cases import store, walls


def settle_walls(*, today: date) -> None:
    """Have the log agree with the wraps, which may be newer than it.

    A case whose wall was taken down meanwhile would count as put back, and nobody could open it.
    """
    logged, standing = store.existing(walled_cases()), walls.ids()
    for case_id in sorted(standing - logged):
        log.record(AuditAct.WALL_PUT_UP, on=today, case_id=case_id)
    for case_id in sorted(logged - standing):
        log.record(AuditAct.WALL_TAKEN_DOWN, on=today, case_id=case_id)
