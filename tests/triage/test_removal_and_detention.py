"""A date to leave, a check-in, a locked door, a fear interview."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.triage.making import Expected, deadlines_of, found, row, triage_of


def leaving(day: str | None, kind: str = "leave_or_flight") -> dict[str, Any]:
    return {"removal_soon": kind, **({"removal_soon_date": day} if day else {})}


def check_in(day: str | None) -> dict[str, Any]:
    return leaving(day, "check_in")


def not_passed(day: str | None) -> dict[str, Any]:
    return {"fear_interview": "not_passed", **({"fear_decision_date": day} if day else {})}


@pytest.mark.parametrize(
    ("answers", "rule", "expected"),
    [
        # R01 acts one business day before, P0 within a week of that day
        (leaving("2026-12-02"), "R01", row("P0", "12-01", "12-02")),
        (leaving("2026-12-03"), "R01", row("P1", "12-02", "12-03")),
        (leaving("2026-11-30"), "R01", row("P0", "11-27", "11-30")),
        (leaving("2026-11-27"), "R01", row("P0", "11-25", "11-27")),
        (leaving("2026-11-29"), "R01", row("P0", "11-27", "11-29")),
        (leaving("2027-06-01"), "R01", row("P1", "2027-05-28", "2027-06-01")),
        (leaving("2026-11-24"), "R01", row("P0", "11-24", "11-24")),
        (leaving("2026-11-23"), "R01", row("P0", "11-20", "11-23", "passed")),
        (leaving("2026-01-15"), "R01", row("P0", "01-14", "01-15", "passed")),
        (leaving("2027-01"), "R01", row("P1", "12-31", "2027-01-01", "earliest")),
        (leaving("2026-11"), "R01", row("P0", "11-24", None, "earliest")),
        (leaving("not_sure"), "R01", row("P0", "11-24", None, "unknown")),
        (leaving(None), "R01", row("P0", "11-24", None, "unknown")),
        # not sure whether there is a day, with one and without
        (leaving("2026-12-02", "not_sure"), "R01", row("P1", "12-01", "12-02")),
        (leaving("2027-12-02", "not_sure"), "R01", row("P1", "2027-12-01", "2027-12-02")),
        (leaving("2026-11", "not_sure"), "R01", row("P1", "11-24", None, "earliest")),
        (leaving("not_sure", "not_sure"), "R01", row("P1", "12-01", None, "unknown")),
        (leaving(None, "not_sure"), "R01", row("P1", "12-01", None, "unknown")),
        (leaving("2026-12-02", "no"), "R01", row("P0", "12-01", "12-02")),
        # R16 acts two business days before, at least P1 within two weeks, then by the ladder
        (check_in("2026-12-01"), "R16", row("P0", "11-27", "12-01")),
        (check_in("2026-11-30"), "R16", row("P0", "11-25", "11-30")),
        (check_in("2026-12-02"), "R16", row("P1", "11-30", "12-02")),
        (check_in("2026-12-10"), "R16", row("P1", "12-08", "12-10")),
        (check_in("2026-12-11"), "R16", row("P2", "12-09", "12-11")),
        (check_in("2027-02-02"), "R16", row("P3", "2027-01-29", "2027-02-02")),
        (check_in("2027-06-02"), "R16", row("P4", "2027-05-28", "2027-06-02")),
        (check_in("2026-11-25"), "R16", row("P0", "11-24", "11-25")),
        (check_in("2026-11-24"), "R16", row("P0", "11-24", "11-24")),
        (check_in("2026-11-20"), "R16", row("P1", "11-18", "11-20", "passed")),
        (check_in("2026-11"), "R16", row("P1", "11-24", None, "earliest")),
        (check_in("not_sure"), "R16", row("P1", "12-01", None, "unknown")),
        (check_in(None), "R16", row("P1", "12-01", None, "unknown")),
        (
            {"removal_soon": "leave_or_flight", "check_in_date": "2026-12-10"},
            "R16",
            row("P1", "12-08", "12-10"),
        ),
        (
            {"removal_soon": "no", "check_in_date": "2026-12-10"},
            "R16",
            row("P1", "12-08", "12-10"),
        ),
        # R02
        ({"detained_now": "yes"}, "R02", row("P0", "11-24")),
        ({"detained_now": "not_sure"}, "R02", row("P1", "12-01", None, "unknown")),
        ({"filling_for": "detained_person"}, "R02", row("P0", "11-24")),
        ({"filling_for": "detained_person", "detained_now": "no"}, "R02", row("P0", "11-24")),
        # R03a: seven days that no holiday moves
        (not_passed("2026-11-24"), "R03a", row("P0", "11-24", "12-01")),
        (not_passed("2026-11-19"), "R03a", row("P0", "11-24", "11-26")),
        (not_passed("2026-11-17"), "R03a", row("P0", "11-24", "11-24")),
        (not_passed("2026-11-16"), "R03a", row("P0", "11-24", "11-23", "passed")),
        (not_passed("2026-11"), "R03a", row("P0", "11-24", None, "earliest")),
        (not_passed("not_sure"), "R03a", row("P0", "11-24", None, "unknown")),
        (not_passed(None), "R03a", row("P0", "11-24", None, "unknown")),
        # R03a: ten days where there is an old order
        (
            not_passed("2026-11-24") | {"old_order": "came_back"},
            "R03a",
            row("P0", "11-24", "12-04"),
        ),
        # R03a: seven days, then ten, where an old order is possible
        (
            not_passed("2026-11-19") | {"old_order": "not_sure"},
            "R03a",
            row("P0", "11-24", "11-26", "earliest"),
        ),
        (
            not_passed("2026-11-16") | {"old_order": "not_sure"},
            "R03a",
            row("P0", "11-24", "11-26", "earliest"),
        ),
        (
            not_passed("2026-11-13") | {"old_order": "not_sure"},
            "R03a",
            row("P0", "11-24", "11-23", "passed"),
        ),
        (
            not_passed("2026-11-16") | {"old_order": "no"},
            "R03a",
            row("P0", "11-24", "11-23", "passed"),
        ),
        (
            {"fear_interview": "no", "fear_decision_date": "2026-11-20"},
            "R03a",
            row("P0", "11-24", "11-27"),
        ),
        # R03b
        ({"fear_interview": "not_sure"}, "R03b", row("P1", "12-01", None, "unknown")),
        ({"fear_interview": "waiting"}, "R03b", row("P0", "11-24")),
    ],
)
def test_what_cannot_wait(answers: dict[str, Any], rule: str, expected: Expected) -> None:
    (deadline,) = deadlines_of(rule, triage_of(answers))

    assert found(deadline) == expected


@pytest.mark.parametrize(
    "answers",
    [
        {"removal_soon": "no"},
        {"detained_now": "no"},
        {"filling_for": "self", "detained_now": "no"},
        {"fear_interview": "passed"},
        {"fear_interview": "no"},
        {},
    ],
)
def test_what_can(answers: dict[str, Any]) -> None:
    triage = triage_of(answers)

    assert triage.deadlines == ()
    assert triage.tier == "P4"
    assert triage.act_by is None
    assert triage.look_by == triage.due_on == date(2026, 12, 23)


def test_who_is_detained_is_looked_at_on_the_next_staffed_day() -> None:
    triage = triage_of({"detained_now": "yes"}, received=date(2026, 11, 26))

    assert triage.act_by == date(2026, 11, 26)
    assert triage.look_by == triage.due_on == date(2026, 11, 27)


AFFIRMED = {"bad_decision": "judge", "bad_decision_date": "2026-11-23"}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (not_passed("2026-11-18") | AFFIRMED, [row("P1", "11-30", "11-30")]),
        (
            not_passed("2026-11-08") | AFFIRMED | {"bad_decision_date": "2026-11-15"},
            [row("P1", "11-22", "11-22", "passed")],
        ),
        (
            not_passed("2026-11-18") | {"bad_decision": "judge"},
            [row("P1", "12-01", None, "unknown")],
        ),
        (not_passed("2026-09-23") | AFFIRMED, []),
        (not_passed("2026-09-24") | AFFIRMED, [row("P1", "11-30", "11-30")]),
    ],
)
def test_after_a_judge_agreed_the_asylum_office_is_asked_again(
    answers: dict[str, Any], expected: list[Expected]
) -> None:
    triage = triage_of(answers)

    assert [found(deadline) for deadline in deadlines_of("R03c", triage)] == expected
    assert bool(deadlines_of("R05", triage)) is not bool(expected)
    assert bool(deadlines_of("R06c", triage)) is not bool(expected)


@pytest.mark.parametrize(
    ("more", "speaks"),
    [
        ({}, False),
        ({"fear_decision_date": "2026-09-25"}, True),
        ({"court_case": "no"}, True),
        ({"court_case": "not_sure"}, True),
        ({"detained_now": "yes"}, True),
        ({"detained_now": "not_sure"}, True),
        ({"filling_for": "detained_person"}, True),
    ],
)
def test_a_review_is_over_for_who_is_free_and_in_court(
    more: dict[str, Any], *, speaks: bool
) -> None:
    answers = not_passed("2026-09-24") | {"court_case": "yes", "next_hearing_date": "2028-01-03"}

    assert bool(deadlines_of("R03a", triage_of(answers | more))) is speaks


@pytest.mark.parametrize(
    ("state", "says"),
    [("NY", "possible"), ("TX", "denies"), ("CA", "unsettled"), ("", "unsettled")],
)
def test_bond_goes_by_the_circuit(state: str, says: str) -> None:
    answers = {"detained_now": "yes"} | ({"us_state": state} if state else {})
    (detained,) = deadlines_of("R02", triage_of(answers))

    assert says in detained.do.for_staff().in_english()


def test_a_detention_rests_only_on_the_answers_that_say_it() -> None:
    (detained,) = deadlines_of("R02", triage_of({"detained_now": "yes", "filling_for": "self"}))

    assert detained.reason.answers == ("detained_now",)


def test_a_removal_rises_to_today_a_week_before() -> None:
    triage = triage_of(leaving("2027-01-20"))

    assert triage.tier == "P1"
    assert [(step.from_day, step.tier) for step in triage.steps] == [(date(2027, 1, 12), "P0")]


def test_a_review_that_an_old_order_may_make_longer_is_not_told_as_over() -> None:
    answers = not_passed("2026-11-16") | {"old_order": "not_sure"}
    (review,) = deadlines_of("R03a", triage_of(answers))

    assert "The last day may be 26 November 2026." in review.reason.says.in_english()
