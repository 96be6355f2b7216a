"""The retention of closed cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intake.cases.pipeline import CloseReason
from intake.cases.retention import DAYS, erase_on

CLOSED = date(2026, 11, 24)


def test_every_reason_for_closing_has_a_period() -> None:
    assert set(DAYS) == set(CloseReason)


@pytest.mark.parametrize(
    ("reason", "days"),
    [
        (CloseReason.ACCEPTED_TRANSFERRED, 30),
        (CloseReason.DECLINED_MERITS, 365),
        (CloseReason.DECLINED_CAPACITY, 365),
        (CloseReason.DECLINED_SCOPE, 90),
        (CloseReason.UNREACHABLE, 90),
        (CloseReason.SPAM, 90),
    ],
)
def test_the_period_depends_on_the_reason(reason: CloseReason, days: int) -> None:
    assert erase_on(reason, closed_on=CLOSED, promised_days=90) == CLOSED + timedelta(days)


def test_a_shorter_promised_period_holds_where_no_other_is_set() -> None:
    assert erase_on(CloseReason.SPAM, closed_on=CLOSED, promised_days=14) == CLOSED + timedelta(14)
    assert erase_on(CloseReason.DECLINED_MERITS, closed_on=CLOSED, promised_days=14) == (
        CLOSED + timedelta(365)
    )
