"""Suspend housekeeping after a jump of the clock, which would erase what is not due for years."""

from __future__ import annotations

from datetime import datetime, timedelta

from intake.upkeep.runs import CLOCK, HOUSEKEEPING, last_run, record_run

JUMP = timedelta(days=21)
"""Housekeeping runs once an hour, so that a longer gap means a stopped server or a wrong clock."""

STEADY_AFTER = timedelta(days=2)
"""Time in which an administrator can correct the clock, before housekeeping goes on by itself."""

JUMPED = "jumped"


def note_jump(*, now: datetime) -> None:
    """Record a jump of three weeks or more since the last run, in either direction.

    A server that was off for so long looks the same. The caller commits.
    """
    run = last_run(HOUSEKEEPING)
    if run is not None and abs(now - run.at) >= JUMP:
        record_run(CLOCK, now=now, outcome=JUMPED)


def is_suspended(*, now: datetime) -> bool:
    """Return true for two days after a recorded jump."""
    jump = last_run(CLOCK)
    if jump is None or jump.outcome != JUMPED:
        return False
    return timedelta() <= now - jump.at < STEADY_AFTER


def confirm_clock(*, now: datetime) -> None:
    """Record that a person has checked the clock. The caller commits."""
    record_run(CLOCK, now=now)
