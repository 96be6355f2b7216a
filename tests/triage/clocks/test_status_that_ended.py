"""A status told as valid that has ended, as another answer or the table of programs says."""

from dataclasses import replace
from datetime import date

import pytest

from intake.law.book import Confidence, shipped
from tests.triage.making import cases, deadlines_of, found, triage_of

SUNDAY = date(2026, 11, 29)
LATE = {
    "help_types": ["fear_return"],
    "location_kind": "in_us",
    "asylum_filed": "no",
    "last_arrival_date": "2023-05-01",
    "changed": ["none"],
}


def valid(kind, country, ended="not_sure"):
    told = {"lawful_status": "still_valid", "status_kind": kind, "lawful_status_ended": ended}
    return LATE | told | {"nationality": country}


OVER = "P2 2024-04-30 2024-05-01 passed"


@pytest.mark.parametrize("expected, answers", cases("clocks/status.txt", "excused"))
def test_lateness_is_excused_only_by_a_status_that_nothing_says_has_ended(answers, expected):
    (year,) = deadlines_of("R08", triage_of(answers, received=SUNDAY))

    assert found(year) == f"{expected} exception_candidate"
    says = year.reason.says.in_english()
    excused = "your status excuses it while it is valid" in says or "may excuse it. Ask" in says
    assert excused is (year.act_by is None)


def test_the_answers_by_which_the_table_is_read_are_named():
    (year,) = deadlines_of("R08", triage_of(valid("tps", "VE"), received=SUNDAY))

    assert {"status_kind", "nationality", "lawful_status"} <= set(year.reason.answers)


@pytest.mark.parametrize(
    "ends, expected", [("2026-08-10", "P2 2027-02-10 - earliest"), ("2025-08-10", OVER)]
)
def test_a_table_that_nobody_disputes_is_counted_from(ends, expected):
    row = shipped().parameter("tps_sv", on=SUNDAY)
    sure = replace(row, value=(date.fromisoformat(ends),), confidence=Confidence.VERIFIED)
    (year,) = deadlines_of(
        "R08",
        triage_of(valid("tps", "SV"), received=SUNDAY, law=shipped().amended([sure])),
    )

    assert found(year) == f"{expected} exception_candidate"


def test_a_valid_status_with_an_end_that_has_gone_is_a_contradiction():
    pair = ("lawful_status", "lawful_status_ended")

    for ended, pairs in (("2026-11-28", (pair,)), ("2026-11-29", ()), ("2026", ())):
        triage = triage_of(valid("visa", "IN", ended), received=SUNDAY)
        assert triage.contradictions == pairs


@pytest.mark.parametrize(
    "answers, tiers",
    [
        (valid("visa", "IN", "2026-10-01"), ["P2"]),
        (valid("tps", "VE"), ["P2"]),
        (valid("visa", "IN"), []),
        (valid("visa", "IN", "2027-06-01"), []),
    ],
)
def test_a_status_that_may_have_ended_does_not_hide_the_two_years(answers, tiers):
    arrived = answers | {"last_arrival_date": "2026-03-01", "court_case": "no"}
    triage = triage_of(arrived, received=SUNDAY)

    assert [row_.tier for row_ in deadlines_of("R13", triage)] == tiers
