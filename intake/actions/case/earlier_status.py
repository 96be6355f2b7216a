"""Work out which status a case had before an act, from the acts in the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from intake.actions.case.status_acts import CLOSED_FOR, MOVED_TO
from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.cases.pipeline import MOVES, Status

LED_TO: dict[str, Status] = {
    **{act.value: status for status, act in MOVED_TO.items()},
    **dict.fromkeys((act.value for act in CLOSED_FOR.values()), Status.CLOSED),
}
"""Acts that log a new status, and that status."""

HOLDS = frozenset(
    {
        AuditAct.CONFLICT_CHECK_POSSIBLE,
        AuditAct.CONFLICT_CHECK_CONFLICT,
        AuditAct.CONFLICT_STANDS,
    }
)
"""Acts that put a case on hold where its status allows that."""


def status_before(
    history: Iterable[AuditEntry], *, at: datetime | None, now: Status
) -> Status | None:
    """Return the status that a case had before the acts of the instant *at*.

    *history* are all its entries, oldest first. Return ``None`` where they do not lead to *now*,
    the status that the case has: the log knows only the day of an applicant's act.
    """
    status, before = Status.NEW, None
    for entry in history:
        if before is None and entry.at == at:
            before = status
        status = _after(entry.act, status)
    return before if status is now else None


def _after(act: str, status: Status) -> Status:
    """Return the status after an act on a case of this status."""
    if act in HOLDS:
        return Status.CONFLICT_HOLD if Status.CONFLICT_HOLD in MOVES[status] else status
    if act == AuditAct.CONFLICT_FREED and status is Status.CONFLICT_HOLD:
        return Status.TRIAGE
    return LED_TO.get(act, status)
