"""One year after the last arrival, its exceptions, and two years of exposure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intake.law.book import shipped
from tests.triage.making import Expected, deadlines_of, found, row, triage_of


def came(day: str | None, **more: Any) -> dict[str, Any]:
    answers = {
        "help_types": ["fear_return"],
        "location_kind": "in_us",
        "asylum_filed": "no",
        **({"last_arrival_date": day} if day else {}),
    }
    return answers | more


STAYED = {"court_case": "no", "lawful_status": "no"}


@pytest.mark.parametrize(
    ("day", "received", "expected"),
    [
        # leap days: the anniversary of 29 February is 28 February
        ("2024-02-29", "2025-01-15", row("P3", "2025-02-27", "2025-02-28")),
        ("2027-02-28", "2027-12-01", row("P3", "2028-02-25", "2028-02-28")),
        ("2027-03-01", "2027-12-01", row("P3", "2028-02-29", "2028-03-01")),
        ("2028-02-29", "2028-12-01", row("P3", "2029-02-27", "2029-02-28")),
        # year ends and observed holidays
        ("2026-01-01", "2026-11-24", row("P3", "2026-12-31", "2027-01-04")),
        ("2025-12-31", "2026-11-24", row("P3", "2026-12-30", "2026-12-31")),
        ("2026-12-31", "2027-11-24", row("P3", "2027-12-30", "2028-01-03")),
        ("2026-12-24", "2027-11-24", row("P2", "2027-12-23", "2027-12-27")),
        ("2026-06-18", "2026-11-24", row("P4", "2027-06-17", "2027-06-21")),
        ("2026-07-05", "2026-11-24", row("P4", "2027-07-02", "2027-07-06")),
        ("2025-11-26", "2026-11-24", row("P0", "2026-11-25", "2026-11-27")),
        ("2025-11-27", "2026-11-24", row("P0", "2026-11-25", "2026-11-27")),
        ("2025-11-30", "2026-11-24", row("P0", "2026-11-27", "2026-11-30")),
        ("2025-12-01", "2026-11-24", row("P1", "2026-11-30", "2026-12-01")),
        # rungs of the ladder
        ("2025-12-04", "2026-11-24", row("P1", "2026-12-03", "2026-12-04")),
        ("2025-12-05", "2026-11-24", row("P1", "2026-12-04", "2026-12-07")),
        ("2025-12-08", "2026-11-24", row("P2", "2026-12-07", "2026-12-08")),
        ("2026-02-22", "2026-11-24", row("P3", "2027-02-19", "2027-02-22")),
        ("2026-02-24", "2026-11-24", row("P4", "2027-02-23", "2027-02-24")),
        # the safe day has gone, the last lawful day has not
        ("2025-11-21", "2026-11-23", row("P0", "2026-11-23", "2026-11-23")),
        ("2025-11-22", "2026-11-23", row("P0", "2026-11-23", "2026-11-23")),
        ("2025-11-26", "2026-11-27", row("P0", "2026-11-27", "2026-11-27")),
        # late
        ("2025-11-10", "2026-11-24", row("P0", "2026-11-09", "2026-11-10", "passed")),
        ("2025-11-09", "2026-11-24", row("P2", "2026-11-06", "2026-11-09", "passed")),
        ("1999-05-05", "2026-11-24", row("P2", "2000-05-04", "2000-05-05", "passed")),
        # half known
        ("2026", "2026-11-24", row("P3", "2026-12-31", "2027-01-04", "earliest")),
        ("2025", "2026-11-24", row("P1", "2026-11-24", None, "earliest")),
        ("2025-11", "2026-11-10", row("P0", "2026-11-10", None, "earliest")),
        ("2025-11", "2026-11-17", row("P1", "2026-11-17", None, "earliest")),
        ("2025-11", "2026-11-30", row("P1", "2026-11-30", None, "earliest")),
        ("2025-11", "2026-12-01", row("P2", "2026-10-30", "2026-11-02", "passed")),
        ("2025-10", "2026-11-24", row("P2", "2026-09-30", "2026-10-01", "passed")),
        ("2024", "2026-11-24", row("P2", "2024-12-31", "2025-01-02", "passed")),
        ("2025-12", "2026-11-24", row("P1", "2026-11-30", "2026-12-01", "earliest")),
        # not known
        ("not_sure", "2026-11-24", row("P1", "2026-12-01", None, "unknown")),
        ("not_sure", "2026-11-19", row("P1", "2026-11-25", None, "unknown")),
        ("not_sure", "2026-12-18", row("P1", "2026-12-24", None, "unknown")),
    ],
)
def test_the_year_ends_the_day_before_its_anniversary(
    day: str, received: str, expected: Expected
) -> None:
    (year,) = deadlines_of("R08", triage_of(came(day), received=date.fromisoformat(received)))

    assert found(year) == expected


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({}, True),
        ({"asylum_filed": "not_sure"}, True),
        ({"asylum_filed": "yes", "asylum_filed_date": "2026-05-01"}, False),
        ({"asylum_filed": "yes", "asylum_filed_where": "court"}, False),
        ({"asylum_filed": "yes"}, True),
        ({"asylum_filed": "yes", "asylum_filed_date": "2026-01-01"}, True),
        (
            {
                "asylum_filed": "yes",
                "asylum_filed_date": "2026-01-01",
                "left_since_filing": "no",
            },
            False,
        ),
        (
            {
                "asylum_filed": "yes",
                "asylum_filed_date": "2026-05-01",
                "left_since_filing": "yes",
            },
            True,
        ),
        (
            {
                "asylum_filed": "yes",
                "asylum_filed_date": "2026-05-01",
                "left_since_filing": "not_sure",
            },
            True,
        ),
        ({"location_kind": "at_border"}, False),
        ({"location_kind": "outside_us"}, False),
        ({"help_types": ["harmed_in_us"]}, True),
        ({"help_types": ["court_or_order"]}, True),
        ({"help_types": ["not_sure"]}, True),
        ({"help_types": ["bring_family"]}, False),
        ({"help_types": ["parent_harm"]}, True),
        ({"help_types": ["forced_work_or_sex"]}, True),
        ({"help_types": ["something_else"]}, False),
        ({"help_types": ["something_else", "fear_return"]}, True),
        ({"birth_date": "2010-01-01", "minor_with_parent": "no"}, False),
        ({"birth_date": "2010-01-01", "minor_with_parent": "not_sure"}, True),
        ({"birth_date": "2010-01-01", "minor_with_parent": "yes"}, True),
        ({"birth_date": "2010-01-01"}, True),
        ({"birth_date": "1990-01-01", "minor_with_parent": "no"}, True),
        # perhaps under age is not enough to be exempt
        ({"birth_date": "2008", "minor_with_parent": "no"}, True),
        ({"birth_date": "not_sure", "minor_with_parent": "no"}, True),
    ],
)
def test_for_whom_the_year_runs(more: dict[str, Any], *, asked: bool) -> None:
    assert bool(deadlines_of("R08", triage_of(came("2026-03-03", **more)))) is asked


@pytest.mark.parametrize("question", ["asylum_filed", "location_kind", "help_types"])
def test_what_was_skipped_is_weighed_as_the_worse(question: str) -> None:
    answers = came("2026-03-03")
    del answers[question]
    (year,) = deadlines_of("R08", triage_of(answers, quiet=False))

    assert found(year) == row("P4", "2027-03-02", "2027-03-03")


def test_an_arrival_that_was_skipped_is_asked_for() -> None:
    (year,) = deadlines_of("R08", triage_of(came(None), quiet=False))

    assert found(year) == row("P1", "12-01", None, "unknown")
    assert year.set_by == "us"


@pytest.mark.parametrize(
    ("day", "tier"),
    [("2025-12-25", "P1"), ("2025-12-26", "P1"), ("2025-12-27", "P1"), ("2025-12-29", "P3")],
)
def test_a_filing_that_is_not_certain_is_urgent_in_the_last_month(day: str, tier: str) -> None:
    (year,) = deadlines_of("R08", triage_of(came(day, asylum_filed="not_sure")))

    assert year.tier == tier


PASSED = row("P2", "2025-02-28", "2025-03-03", "passed")
WEEK = row("P1", "12-01")
ENDED = {"lawful_status": "ended"}


@pytest.mark.parametrize(
    ("more", "late_row"),
    [
        ({}, PASSED),
        ({"needs": ["very_sick"]}, WEEK),
        ({"needs": ["disability"]}, WEEK),
        ({"needs": ["trauma"]}, WEEK),
        ({"needs": ["torture"]}, WEEK),
        ({"needs": ["child_alone"]}, WEEK),
        ({"needs": ["pregnant", "no_safe_place"]}, PASSED),
        ({"needs": ["rather_not_say"]}, PASSED),
        ({"has_lawyer": "before"}, WEEK),
        ({"has_lawyer": "unsure_if_lawyer"}, WEEK),
        ({"has_lawyer": "yes", "lawyer_scope": "stopped_answering"}, WEEK),
        ({"has_lawyer": "yes", "lawyer_scope": "one_part"}, PASSED),
        ({"changed": ["country"]}, WEEK),
        ({"changed": ["me_or_my_life"]}, WEEK),
        ({"changed": ["family_status"]}, WEEK),
        ({"changed": ["lawyer"]}, WEEK),
        ({"changed": ["not_sure"]}, WEEK),
        ({"changed": ["none"]}, PASSED),
        ({"lawful_status": "no"}, PASSED),
        ({"lawful_status": "not_sure"}, PASSED),
        # the presumed end of the reasonable time: six months after status, rolled back
        (ENDED | {"lawful_status_ended": "2026-11-24"}, row("P4", "2027-05-24", None, "earliest")),
        (ENDED | {"lawful_status_ended": "2026-05-29"}, row("P0", "11-27", None, "earliest")),
        (ENDED | {"lawful_status_ended": "2026-05-24"}, row("P0", "11-24", None, "earliest")),
        (ENDED | {"lawful_status_ended": "2026-05-23"}, PASSED),
        (ENDED | {"lawful_status_ended": "2026-04"}, PASSED),
        (ENDED | {"lawful_status_ended": "2026-05"}, WEEK),
        (ENDED | {"lawful_status_ended": "not_sure"}, WEEK),
        (ENDED, WEEK),
        # another exception beside it: the earlier day governs
        (ENDED | {"lawful_status_ended": "2026-11-01", "changed": ["country"]}, WEEK),
        (
            ENDED | {"lawful_status_ended": "2026-05-29", "changed": ["country"]},
            row("P0", "11-27", None, "earliest"),
        ),
        (
            ENDED | {"lawful_status_ended": "2026-06-01", "changed": ["country"]},
            row("P1", "12-01", None, "earliest"),
        ),
        # still valid: excused; the end is asked, or governs
        ({"lawful_status": "still_valid"}, row("P2", "")),
        (
            {"lawful_status": "still_valid", "lawful_status_ended": "2027-02-01"},
            row("P2", "2027-07-30", None, "earliest"),
        ),
        # under 18, and until six months after that birthday
        (
            {"birth_date": "2009-05-20", "minor_with_parent": "yes"},
            row("P1", "12-01", "2027-11-20"),
        ),
        ({"birth_date": "2008-05-24"}, row("P0", "11-24", "11-24")),
        ({"birth_date": "2008-05-23"}, PASSED),
    ],
)
def test_an_exception_lifts_who_is_late(more: dict[str, Any], late_row: Expected) -> None:
    (late,) = deadlines_of("R08", triage_of(came("2024-03-03", **more)))
    (in_time,) = deadlines_of("R08", triage_of(came("2026-03-03", **more)))

    flags = () if late_row == PASSED else ("exception_candidate",)
    assert (late.flags, in_time.flags) == (flags, flags)
    assert found(late) == late_row
    assert found(in_time) == row("P4", "2027-03-02", "2027-03-03")


@pytest.mark.parametrize(
    ("more", "set_by"),
    [
        ({"needs": ["trauma"]}, "us"),
        (ENDED | {"lawful_status_ended": "2026-11-01"}, "law"),
        ({}, "law"),
    ],
)
def test_who_set_the_day_of_a_late_filing(more: dict[str, Any], set_by: str) -> None:
    (late,) = deadlines_of("R08", triage_of(came("2024-03-03", **more)))

    assert late.set_by == set_by


def test_an_exception_names_the_answers_it_rests_on() -> None:
    (year,) = deadlines_of(
        "R08", triage_of(came("2024-03-03", lawful_status="still_valid", needs=["trauma"]))
    )

    assert {"needs", "lawful_status", "last_arrival_date"} <= set(year.reason.answers)


@pytest.mark.parametrize(
    ("more", "answers"),
    [
        ({"has_lawyer": "before"}, {"has_lawyer"}),
        (
            {"has_lawyer": "yes", "lawyer_scope": "stopped_answering"},
            {"has_lawyer", "lawyer_scope"},
        ),
        ({"changed": ["country"]}, {"changed"}),
        (ENDED | {"lawful_status_ended": "2026-05"}, {"lawful_status", "lawful_status_ended"}),
        ({"birth_date": "2009-05-20"}, {"birth_date"}),
    ],
)
def test_each_limb_names_its_answers(more: dict[str, Any], answers: set[str]) -> None:
    (late,) = deadlines_of("R08", triage_of(came("2024-03-03", **more)))
    (plain,) = deadlines_of("R08", triage_of(came("2024-03-03")))

    assert set(late.reason.answers) - set(plain.reason.answers) >= answers - {"lawful_status"}
    assert answers <= set(late.reason.answers)


def test_status_that_ended_in_a_month_may_excuse_until_its_last_day_and_six_months() -> None:
    for received, flags in (("2026-11-30", ("exception_candidate",)), ("2026-12-01", ())):
        triage = triage_of(
            came("2024-03-03", lawful_status="ended", lawful_status_ended="2026-05"),
            received=date.fromisoformat(received),
        )
        (late,) = deadlines_of("R08", triage)
        assert late.flags == flags


def test_a_minor_is_told_until_when_the_year_is_excused() -> None:
    (late,) = deadlines_of("R08", triage_of(came("2024-03-03", birth_date="2009-05-20")))

    assert "20 November 2027" in late.reason.says.in_english()


def test_an_unknown_arrival_keeps_the_flag_of_an_exception() -> None:
    (year,) = deadlines_of("R08", triage_of(came("not_sure", needs=["trauma"])))

    assert year.flags == ("exception_candidate",)


def test_late_by_two_weeks_at_most_is_urgent_with_an_exception_too() -> None:
    (year,) = deadlines_of("R08", triage_of(came("2025-11-10", needs=["trauma"])))

    assert found(year) == row("P0", "11-09", "11-10", "passed")


def test_a_half_known_late_date_with_an_exception_stays_half_known() -> None:
    (year,) = deadlines_of("R08", triage_of(came("2024", needs=["trauma"])))

    assert found(year) == row("P1", "12-01", None, "earliest")


def test_a_straddling_date_with_an_exception_is_for_today() -> None:
    (year,) = deadlines_of("R08", triage_of(came("2025", needs=["trauma"])))

    assert found(year) == row("P1", "11-24", None, "earliest")


@pytest.mark.parametrize(
    ("answers", "parameter", "says"),
    [
        (came("not_sure"), "unknown_act_days", "Your deadline may be soon."),
        (came("2024-03-03", needs=["trauma"]), "asylum_exception_days", "The law has exceptions,"),
    ],
)
def test_the_days_that_we_set_and_why_are_told_apart(
    answers: dict[str, Any], parameter: str, says: str
) -> None:
    days = shipped().parameter(parameter, on=date(2026, 11, 24))
    law = shipped().amended([replace(days, value=3)])

    (year,) = deadlines_of("R08", triage_of(answers, law=law))

    assert year.act_by == date(2026, 11, 27)
    assert says in year.reason.says.in_english()


def test_filing_is_planned_for_two_months_before() -> None:
    (year,) = deadlines_of("R08", triage_of(came("2026-03-03")))

    assert year.plan_by == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, row("P3", "12-08")),
        ({"detained_now": "yes"}, row("P1", "12-08")),
        ({"detained_now": "not_sure"}, row("P1", "12-08")),
        ({"filling_for": "detained_person"}, row("P1", "12-08")),
        ({"last_arrival_date": "2024-11-25"}, row("P3", "12-08")),
        ({"last_arrival_date": "2024-11-24"}, None),
        ({"last_arrival_date": "2024"}, row("P3", "12-08", None, "earliest")),
        ({"last_arrival_date": "2023"}, None),
        ({"last_arrival_date": "not_sure"}, row("P3", "12-01", None, "unknown")),
        ({"court_case": "yes"}, None),
        ({"court_case": "not_sure"}, row("P3", "12-01")),
        ({"lawful_status": "not_sure"}, row("P3", "12-01")),
        ({"lawful_status": "ended"}, row("P2", "12-08")),
        ({"lawful_status": "still_valid"}, None),
        ({"location_kind": "at_border"}, None),
        ({"asylum_filed": "not_sure"}, row("P3", "12-08")),
    ],
)
def test_who_can_be_sent_away_without_a_judge(
    more: dict[str, Any], expected: Expected | None
) -> None:
    exposed = deadlines_of("R13", triage_of(came("2025-01-10", **STAYED) | more))

    assert [found(answers) for answers in exposed] == ([expected] if expected else [])


@pytest.mark.parametrize("question", ["court_case", "lawful_status"])
def test_exposure_counts_what_was_skipped(question: str) -> None:
    answers = came("2025-01-10", **STAYED)
    del answers[question]

    assert found(deadlines_of("R13", triage_of(answers, quiet=False))[0]) == row("P3", "12-01")


@pytest.mark.parametrize(
    ("received", "exposed"),
    [
        ("2025-01-20", False),
        ("2025-01-21", True),
        ("2025-08-28", True),
        ("2025-08-29", False),
        ("2026-06-30", False),
        ("2026-07-01", True),
    ],
)
def test_the_designation_has_its_history(received: str, *, exposed: bool) -> None:
    triage = triage_of(came("2024-12-20", **STAYED), received=date.fromisoformat(received))

    assert bool(deadlines_of("R13", triage)) is exposed


def test_exposure_says_until_when() -> None:
    (exposed,) = deadlines_of("R13", triage_of(came("2025-01-10", **STAYED)))

    assert "10 January 2027" in exposed.reason.says.in_english()


def test_nobody_is_exposed_once_the_designation_is_struck_down() -> None:
    row_ = shipped().parameter("expedited_removal_years", on=date(2026, 11, 24))
    law = shipped().amended([replace(row_, value=row_.alternative or 0)])

    assert deadlines_of("R13", triage_of(came("2025-01-10", **STAYED), law=law)) == []
