"""The last day on which a floor holds, and the first on which it does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.triage.making import deadlines_of, triage_of

FEE = {
    "asylum_filed": "yes",
    "asylum_filed_where": "immigration_office",
    "fee_notice": "yes",
    "fee_notice_date": "2026-11-01",
}
BOND = {"court_case": "yes", "hearing_kind": "bond"}
TEXAS = {"help_types": ["parent_harm"], "us_state": "TX"}


@pytest.mark.parametrize(
    ("rule", "answers", "received", "tier"),
    [
        ("R10", FEE, "2026-11-21", "P1"),
        ("R10", FEE, "2026-11-20", "P2"),
        ("R04", BOND | {"next_hearing_date": "2026-12-15"}, "2026-11-24", "P1"),
        ("R04", BOND | {"next_hearing_date": "2026-12-16"}, "2026-11-24", "P2"),
        ("R12", TEXAS | {"birth_date": "2008-12-17"}, "2026-11-16", "P1"),
        ("R12", TEXAS | {"birth_date": "2008-12-18"}, "2026-11-16", "P2"),
    ],
)
def test_a_floor_holds_until_its_day(
    rule: str, answers: dict[str, Any], received: str, tier: str
) -> None:
    triage = triage_of(answers, received=date.fromisoformat(received))

    assert deadlines_of(rule, triage)[0].tier == tier
