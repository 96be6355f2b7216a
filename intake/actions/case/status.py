"""The status of a case: the acts that log a change, the change by another act, the one before."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from intake.actions.opening.case_keys import Actor
from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import MOVES, CaseAct, CloseReason, Status, status_after

MOVED_TO: Mapping[Status, AuditAct] = {
    status: AuditAct(f"moved_to_{status}") for status in Status if status is not Status.CLOSED
}

CLOSED_FOR: Mapping[CloseReason, AuditAct] = {
    reason: AuditAct(f"closed_{reason}") for reason in CloseReason
}

LED_TO: Mapping[str, Status] = {
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


UNDONE_WITHIN = timedelta(minutes=2)
"""Time for which the page of a case says what was done, and offers to undo it."""


def status_act(to: Status, reason: CloseReason | None = None) -> AuditAct:
    """Return the act of moving a case to a status, or of closing it for a *reason*."""
    return CLOSED_FOR[reason] if reason else MOVED_TO[to]


def advance_case(by: Actor, case: Case, act: CaseAct) -> None:
    """Move the case as the act does for the member's roles, and log that.

    The row of the case is locked. The caller counts the change.
    """
    to = status_after(act, case.stage, by.roles)
    if to is not None:
        store.advance(case, to, on=by.day)
        by.log(status_act(to), case)


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
