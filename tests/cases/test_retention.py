"""The retention of closed cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intake.cases.pipeline import CloseReason
from intake.cases.retention import erase_on
from tests.cases.tables import CLOSES

CLOSED = date(2026, 11, 24)


@pytest.mark.parametrize("reason", CloseReason)
def test_the_period_depends_on_the_reason(reason):
    _, days = CLOSES[reason]
    for promised in (90, 14):
        ends_on = CLOSED + timedelta(promised if days is None else days)

        assert erase_on(reason, closed_on=CLOSED, promised_days=promised) == ends_on
