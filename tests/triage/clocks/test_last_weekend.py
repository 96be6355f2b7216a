"""A last day on a weekend or a holiday: whoever reads it then is told the day still open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intake.law.book import shipped
from tests.triage.making import deadlines_of, triage_of

SUNDAY = date(2026, 11, 29)
THANKSGIVING = date(2026, 11, 26)

DENIED = {"court_case": "no", "bad_decision": "judge", "missed_hearing": "no", "appeal_sent": "no"}
FILED = {"asylum_filed": "yes", "asylum_filed_where": "immigration_office", "court_case": "no"}


@pytest.mark.parametrize(
    ("rule", "answers"),
    [
        ("R05", DENIED | {"bad_decision_date": "2026-10-29"}),
        ("R07", {"bad_decision": "appeals_board", "bad_decision_date": "2026-10-30"}),
        ("R08", {"help_types": ["fear_return"], "last_arrival_date": "2025-11-29"}),
        ("R10", FILED | {"fee_notice": "yes", "fee_notice_date": "2026-10-29"}),
        ("R17", {"bad_decision": "asylum_office", "bad_decision_date": "2026-11-12"}),
        ("R18", {"help_types": ["bring_family"], "status_granted_date": "2024-11-29"}),
    ],
)
def test_after_the_safe_day_the_last_lawful_day_is_told(rule: str, answers: dict[str, Any]) -> None:
    (told,) = deadlines_of(rule, triage_of(answers, received=SUNDAY))

    assert (told.passed, told.latest_lawful_day) == (False, date(2026, 11, 30))
    for voice in (told.reason.says, told.reason.says.for_helper(), told.reason.says.for_staff()):
        assert "30 November 2026" in voice.in_english()


@pytest.mark.parametrize(
    ("received", "told"),
    [
        (date(2026, 11, 25), "26 November 2026"),
        (THANKSGIVING, "27 November 2026"),
        (date(2026, 11, 27), "27 November 2026"),
    ],
)
def test_a_holiday_is_told_only_until_its_safe_day_has_gone(received: date, told: str) -> None:
    answers = DENIED | {"bad_decision_date": "2026-10-27"}
    (appeal,) = deadlines_of("R05", triage_of(answers, received=received))

    assert told in appeal.reason.says.in_english()


def test_the_day_under_another_number_is_one_still_open() -> None:
    answers = DENIED | {"bad_decision_date": "2026-11-18"}
    (appeal,) = deadlines_of("R05", triage_of(answers, received=SUNDAY))

    assert appeal.alternative
    assert "30 November 2026" in appeal.alternative.says.in_english()


def test_between_both_counts_of_a_motion_to_reopen_the_later_day_is_told_as_possible() -> None:
    """Whether the order was final at once, because appeal was waived, nobody asked."""
    answers = DENIED | {"bad_decision_date": "2026-08-15"}
    (motion,) = deadlines_of("R06c", triage_of(answers, received=SUNDAY))

    assert motion.latest_lawful_day == date(2026, 12, 14)
    assert "may be 14 December 2026" in motion.reason.says.in_english()
    assert (motion.act_by, motion.certainty, motion.tier) == (SUNDAY, "exact", "P1")


def test_a_day_named_by_a_paper_is_moved_only_perhaps() -> None:
    fee = {"fee_notice": "yes", "fee_notice_from": "court", "fee_due_date": "2026-11-28"}
    answers = {"court_case": "yes", "asylum_filed": "yes"} | fee
    (ordered,) = deadlines_of("R10", triage_of(answers, received=SUNDAY))

    assert ordered.set_by == "paper"
    assert "perhaps by 30 November 2026" in ordered.reason.says.in_english()


def test_a_program_that_ends_on_a_weekend_ends_on_that_day() -> None:
    row = shipped().parameter("tps_sv", on=SUNDAY)
    law = shipped().amended([replace(row, value=(date(2026, 11, 28),))])
    tps = {"lawful_status": "still_valid", "status_kind": "tps", "nationality": "SV"}

    (ends,) = deadlines_of("R22", triage_of(tps, received=SUNDAY, law=law))

    assert ends.passed
    assert "was set to end on 28 November 2026" in ends.reason.says.in_english()
