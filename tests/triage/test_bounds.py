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
UNSURE = {"help_types": ["fear_return"], "asylum_filed": "not_sure"}
TEXAS = {"help_types": ["parent_harm"], "us_state": "TX"}


@pytest.mark.parametrize(
    ("rule", "answers", "received", "tier"),
    [
        ("R10", FEE, "2026-11-21", "P1"),
        ("R10", FEE, "2026-11-20", "P2"),
        ("R04", BOND | {"next_hearing_date": "2026-12-15"}, "2026-11-24", "P1"),
        ("R04", BOND | {"next_hearing_date": "2026-12-16"}, "2026-11-24", "P2"),
        ("R08", UNSURE | {"last_arrival_date": "2025-12-17"}, "2026-11-16", "P1"),
        ("R08", UNSURE | {"last_arrival_date": "2025-12-18"}, "2026-11-16", "P3"),
        ("R12", TEXAS | {"birth_date": "2008-12-17"}, "2026-11-16", "P1"),
        ("R12", TEXAS | {"birth_date": "2008-12-18"}, "2026-11-16", "P2"),
    ],
)
def test_a_floor_holds_until_its_day(
    rule: str, answers: dict[str, Any], received: str, tier: str
) -> None:
    triage = triage_of(answers, received=date.fromisoformat(received))

    assert deadlines_of(rule, triage)[0].tier == tier


@pytest.mark.parametrize(
    ("old_order", "outer"),
    [("no", "2026-11-27"), ("came_back", "2026-11-30"), ("never_left", "2026-11-30")],
)
def test_an_old_order_gives_the_review_ten_days(old_order: str, outer: str) -> None:
    answers = {"fear_interview": "not_passed", "fear_decision_date": "2026-11-20"}
    (review,) = deadlines_of("R03a", triage_of(answers | {"old_order": old_order}))

    assert str(review.latest_lawful_day) == outer


def test_a_pending_appeal_names_the_days_for_its_brief() -> None:
    answers = {"bad_decision": "judge", "bad_decision_date": "2026-11-10", "appeal_sent": "yes"}
    (brief,) = deadlines_of("R24", triage_of(answers))

    assert "20 days" in brief.reason.says.in_english()
