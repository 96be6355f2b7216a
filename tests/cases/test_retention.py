"""How long a closed case is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intake.cases.pipeline import CloseReason
from intake.cases.retention import DAYS, erase_on

CLOSED = date(2026, 11, 24)


def test_every_reason_of_closing_has_its_days() -> None:
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
def test_a_case_is_kept_by_why_it_was_closed(reason: CloseReason, days: int) -> None:
    assert erase_on(reason, closed_on=CLOSED, as_told=90) == CLOSED + timedelta(days)


def test_an_operator_who_told_less_keeps_less() -> None:
    assert erase_on(CloseReason.SPAM, closed_on=CLOSED, as_told=14) == CLOSED + timedelta(14)
    assert erase_on(CloseReason.DECLINED_MERITS, closed_on=CLOSED, as_told=14) == (
        CLOSED + timedelta(365)
    )
