"""The retention of closed cases, and of the codes that open them."""

from datetime import date, timedelta

import pytest

from intake.cases.pipeline import CloseReason, code_ends_on, erase_on
from tests.cases.tables import CLOSES

CLOSED = date(2026, 11, 24)


@pytest.mark.parametrize("reason", CloseReason)
def test_the_period_depends_on_the_reason(reason):
    _, days = CLOSES[reason]
    for promised in (90, 14):
        ends_on = CLOSED + timedelta(promised if days is None else days)

        assert erase_on(reason, closed_on=CLOSED, promised_days=promised) == ends_on


@pytest.mark.parametrize("erased_after, ends_after", [(365, 30), (30, 30), (14, 14)])
def test_a_code_works_for_thirty_days_and_never_after_the_erasing(erased_after, ends_after):
    ends_on = code_ends_on(CLOSED, erase_on=CLOSED + timedelta(erased_after))

    assert ends_on == CLOSED + timedelta(ends_after)
