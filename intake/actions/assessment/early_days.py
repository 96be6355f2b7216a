"""The number of days by which a case's far days are early in clear columns."""

from __future__ import annotations

from intake.cases.clear_row import EARLIEST
from intake.sealing.envelope import derived

MOST = EARLIEST.days
"""Days by which a far day is early at most: a week of days is equally likely."""


def early_days(case_key: bytes) -> int:
    """Return a number from 0 to :data:`MOST`, the same for one case key at each call.

    It is derived from the key, so that saving a case again draws no second number, from which
    the day could be narrowed down, and so that a stolen table does not have it.
    """
    return int.from_bytes(derived(case_key, "early days")) % (MOST + 1)
