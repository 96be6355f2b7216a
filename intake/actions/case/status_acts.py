"""The acts to log when the status of a case changes."""

from __future__ import annotations

from collections.abc import Mapping

from intake.audit.acts import AuditAct
from intake.cases.pipeline import CloseReason, Status

MOVED_TO: Mapping[Status, AuditAct] = {
    status: AuditAct(f"moved_to_{status}") for status in Status if status is not Status.CLOSED
}

CLOSED_FOR: Mapping[CloseReason, AuditAct] = {
    reason: AuditAct(f"closed_{reason}") for reason in CloseReason
}


def status_act(to: Status, reason: CloseReason | None = None) -> AuditAct:
    """Return the act of moving a case to a status, or of closing it for a *reason*."""
    return CLOSED_FOR[reason] if reason else MOVED_TO[to]
