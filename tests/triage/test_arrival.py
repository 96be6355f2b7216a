"""One year after the last arrival, its exceptions, and two years of exposure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intake.law.book import shipped
from tests.triage.making import deadlines_of, found, triage_of


def came(day: str | None, **more: Any) -> dict[str, Any]:
    answers = {
        "help_types": ["fear_return"],
        "location_kind": "in_us",
        "asylum_filed": "no",
        **({"last_arrival_date": day} if day else {}),
    }
    return answers | more


STAYED = {"court_case": "no", "lawful_status": "no"}


@pytest.mark.parametrize("question", ["asylum_filed", "location_kind", "help_types"])
def test_what_was_skipped_is_weighed_as_the_worse(question):
    answers = came("2026-03-03")
    del answers[question]
    (year,) = deadlines_of("R08", triage_of(answers, quiet=False))

    assert found(year) == "P4 2027-03-02 2027-03-03 exact"


def test_an_arrival_that_was_skipped_is_asked_for():
    (year,) = deadlines_of("R08", triage_of(came(None), quiet=False))

    assert found(year) == "P1 2026-12-01 - unknown"
    assert year.set_by == "us"


ENDED = {"lawful_status": "ended"}


@pytest.mark.parametrize(
    ("more", "set_by"),
    [
        ({"needs": ["trauma"]}, "us"),
        (ENDED | {"lawful_status_ended": "2026-11-01"}, "law"),
        ({}, "law"),
    ],
)
def test_who_set_the_day_of_a_late_filing(more, set_by):
    (late,) = deadlines_of("R08", triage_of(came("2024-03-03", **more)))

    assert late.set_by == set_by


def test_an_exception_names_the_answers_it_rests_on():
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
def test_each_limb_names_its_answers(more, answers):
    (late,) = deadlines_of("R08", triage_of(came("2024-03-03", **more)))
    (plain,) = deadlines_of("R08", triage_of(came("2024-03-03")))

    assert set(late.reason.answers) - set(plain.reason.answers) >= answers - {"lawful_status"}
    assert answers <= set(late.reason.answers)


def test_a_minor_is_told_until_when_the_year_is_excused():
    (late,) = deadlines_of("R08", triage_of(came("2024-03-03", birth_date="2009-05-20")))

    assert "20 November 2027" in late.reason.says.in_english()


@pytest.mark.parametrize(
    ("answers", "parameter", "says"),
    [
        (came("not_sure"), "unknown_act_days", "Your deadline may be soon."),
        (came("2024-03-03", needs=["trauma"]), "asylum_exception_days", "The law has exceptions,"),
    ],
)
def test_the_days_that_we_set_and_why_are_told_apart(answers, parameter, says):
    days = shipped().parameter(parameter, on=date(2026, 11, 24))
    law = shipped().amended([replace(days, value=3)])

    (year,) = deadlines_of("R08", triage_of(answers, law=law))

    assert year.act_by == date(2026, 11, 27)
    assert says in year.reason.says.in_english()


def test_filing_is_planned_for_two_months_before():
    (year,) = deadlines_of("R08", triage_of(came("2026-03-03")))

    assert year.plan_by == date(2027, 1, 1)


@pytest.mark.parametrize("question", ["court_case", "lawful_status"])
def test_exposure_counts_what_was_skipped(question):
    answers = came("2025-01-10", **STAYED)
    del answers[question]

    assert found(deadlines_of("R13", triage_of(answers, quiet=False))[0]) == "P3 2026-12-01 - exact"


def test_exposure_says_until_when():
    (exposed,) = deadlines_of("R13", triage_of(came("2025-01-10", **STAYED)))

    assert "10 January 2027" in exposed.reason.says.in_english()


def test_nobody_is_exposed_once_the_designation_is_struck_down():
    row_ = shipped().parameter("expedited_removal_years", on=date(2026, 11, 24))
    law = shipped().amended([replace(row_, value=row_.alternative or 0)])

    assert deadlines_of("R13", triage_of(came("2025-01-10", **STAYED), law=law)) == []
