"""The worked examples that lawyers gave, on the Tuesday of Thanksgiving week 2026."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.triage.making import TODAY, Expected, deadlines_of, found, row, triage_of

AFRAID = {"help_types": ["fear_return"], "location_kind": "in_us", "asylum_filed": "no"}
JUDGE = {"bad_decision": "judge"}


def arrived(day: str) -> dict[str, Any]:
    return {**AFRAID, "last_arrival_date": day}


@pytest.mark.parametrize(
    ("answers", "rule", "expected"),
    [
        pytest.param(arrived("2026-01-15"), "R08", row("P3", "2027-01-14", "2027-01-15"), id="O1"),
        pytest.param(arrived("2025-11-29"), "R08", row("P0", "11-27", "11-30"), id="O2"),
        pytest.param(arrived("2025-12-25"), "R08", row("P2", "12-24", "12-28"), id="O3"),
        pytest.param(arrived("2025-12-20"), "R08", row("P2", "12-18", "12-21"), id="O4"),
        pytest.param(
            arrived("2026-03"), "R08", row("P4", "2027-02-26", "2027-03-01", "earliest"), id="O6"
        ),
        pytest.param(arrived("2026-03-03"), "R08", row("P4", "2027-03-02", "2027-03-03"), id="O8"),
        pytest.param(arrived("2025-11-24"), "R08", row("P0", "11-24", "11-24"), id="O11"),
        pytest.param(
            {**JUDGE, "bad_decision_date": "2026-11-10"},
            "R05",
            row("P2", "12-10", "12-10"),
            id="T1",
        ),
        pytest.param(
            {**JUDGE, "bad_decision_date": "2026-10-26"},
            "R05",
            row("P0", "11-25", "11-25"),
            id="T2",
        ),
        pytest.param(
            {"bad_decision": "appeals_board", "bad_decision_date": "2026-11-01"},
            "R07",
            row("P1", "12-01", "12-01"),
            id="T4",
        ),
        pytest.param(
            {
                **JUDGE,
                "bad_decision_date": "2026-07-01",
                "missed_hearing": "yes",
                "missed_why": "emergency",
            },
            "R06a",
            row("P1", "12-28", "12-28"),
            id="T5",
        ),
        pytest.param(
            {"bad_decision": "appeals_board", "bad_decision_date": "2026-09-15"},
            "R06c",
            row("P2", "12-14", "12-14"),
            id="T7",
        ),
        pytest.param(
            {
                "fear_interview": "not_passed",
                "fear_decision_date": "2026-11-23",
                "detained_now": "yes",
            },
            "R03a",
            row("P0", "11-24", "11-30"),
            id="T8",
        ),
        pytest.param(
            {"fee_notice": "yes", "fee_notice_date": "2026-11-02"},
            "R10",
            row("P1", "12-02", "12-02"),
            id="T9",
        ),
        pytest.param(
            {"next_hearing_date": "2027-01-25", "hearing_kind": "individual"},
            "R04",
            row("P3", "12-24", "12-28"),
            id="T11",
        ),
        pytest.param(
            {"asylum_filed": "yes", "asylum_filed_date": "2026-07-01"},
            "R11",
            row("P4", "11-28"),
            id="T12",
        ),
        pytest.param(
            {"help_types": ["parent_harm"], "birth_date": "2008-12-31", "us_state": "TX"},
            "R12",
            row("P2", "12-30", "12-30"),
            id="T14",
        ),
        pytest.param(
            {
                "location_kind": "in_us",
                "court_case": "no",
                "lawful_status": "no",
                "last_arrival_date": "2025-01-10",
            },
            "R13",
            row("P3", "12-08"),
            id="T16",
        ),
    ],
)
def test_a_worked_example(answers: dict[str, Any], rule: str, expected: Expected) -> None:
    triage = triage_of(answers)

    assert found(deadlines_of(rule, triage)[0]) == expected


def test_o6_rises_as_its_day_comes_nearer() -> None:
    triage = triage_of(
        arrived("2026-03")
        | {"court_case": "yes", "next_hearing_date": "2028-06-01", "hearing_kind": "bond"}
    )

    assert [(step.from_day.isoformat(), step.tier) for step in triage.steps] == [
        ("2026-11-28", "P3"),
        ("2027-01-27", "P2"),
        ("2027-02-16", "P1"),
        ("2027-02-23", "P0"),
    ]


def test_o10_a_lone_child_has_no_year_but_has_birthdays() -> None:
    triage = triage_of(
        {**arrived("2024-05-01"), "birth_date": "2010-03-01", "minor_with_parent": "no"}
    )

    assert deadlines_of("R08", triage) == []
    assert [deadline.tier for deadline in deadlines_of("R14", triage)] == ["P1"]
    assert len(deadlines_of("R12", triage)) == 1
    assert triage.tier == "P1"


def test_t1_shows_the_shorter_limit_beside_it_and_that_it_has_passed() -> None:
    (appeal,) = deadlines_of("R05", triage_of({**JUDGE, "bad_decision_date": "2026-11-10"}))

    assert appeal.alternative is not None
    assert appeal.alternative.act_by == date(2026, 11, 20)
    assert appeal.alternative.passed
    assert appeal.alternative.says.in_english() == (
        "The limit may change to 10 days. If it does, the appeals board (BIA) must get your appeal"
        " by 20 November 2026."
    )


def test_t12_names_both_days_of_the_work_permit() -> None:
    (permit,) = deadlines_of(
        "R11", triage_of({"asylum_filed": "yes", "asylum_filed_date": "2026-07-01"})
    )

    assert permit.reason.says.in_english() == (
        "You may be able to apply for a work permit starting 28 November 2026."
        " You may get it starting 28 December 2026."
        " Rules can change. Ask a lawyer before you rely on this."
    )


def test_who_came_years_ago_and_did_not_file_is_late_and_not_declined() -> None:
    triage = triage_of(arrived("2019-05-01"))

    (year,) = deadlines_of("R08", triage)
    assert (year.tier, year.passed) == ("P2", True)
    assert triage.tier == "P2"
    assert triage.act_by is None
    assert triage.look_by == triage.due_on == date(2026, 12, 2)


def test_who_does_not_know_when_they_came_is_asked_within_a_week() -> None:
    triage = triage_of(arrived("not_sure"))

    (year,) = deadlines_of("R08", triage)
    assert found(year) == row("P1", "12-01", None, "unknown")
    assert triage.act_by == date(2026, 12, 1)
    assert triage.due_on == date(2026, 11, 27)
    assert triage.as_of == TODAY
