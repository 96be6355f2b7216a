"""Refuse a case whose wall the audit log knows and its row does not."""

from __future__ import annotations

from intake.actions.opening.pack_work import PackWork
from intake.actions.opening.rollback_guard import RolledBack
from intake.audit.walled import walled_cases


def reject_lost_wall(case_id: str, work: PackWork) -> None:
    """Raise ``RolledBack`` for a case that has a wrap for the team, or a loan, despite its wall.

    The first wrap of a case is replaced without an entry in the log, so that its end is not known:
    only the wall tells that it was put back.
    """
    if case_id in walled_in_log(work):
        raise RolledBack


def walled_in_log(work: PackWork) -> frozenset[str]:
    """Return the ids of the cases with a wall; read the log once a request."""
    if work.walled is None:
        work.walled = walled_cases()
    return work.walled
