"""One year after the last arrival, its exceptions, exposure, and who is early."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from intake.actions.assessment.describe_case import diary_dates
from intake.law.book import shipped
from intake.triage.assess import assess
from intake.triage.early import Early
from intake.triage.facts import Facts
from intake.triage.rules import RULES
from tests.triage.making import QUIET, TODAY, answers_of, cases, deadlines_of, found, triage_of


def came(day, **more):
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
    "more, set_by",
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


@pytest.mark.parametrize("answers, more", cases("asks.txt", "limbs"))
def test_each_limb_names_its_answers(more, answers):
    (late,) = deadlines_of("R08", triage_of(came("2024-03-03", **more)))
    (plain,) = deadlines_of("R08", triage_of(came("2024-03-03")))

    named = set(answers.split())
    assert set(late.reason.answers) - set(plain.reason.answers) >= named - {"lawful_status"}
    assert named <= set(late.reason.answers)


def test_a_minor_is_told_until_when_the_year_is_excused():
    (late,) = deadlines_of("R08", triage_of(came("2024-03-03", birth_date="2009-05-20")))

    assert "20 November 2027" in late.reason.says.in_english()


@pytest.mark.parametrize(
    "answers, parameter, says",
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


def test_until_when_the_two_years_run_is_for_staff_alone():
    (exposed,) = deadlines_of("R13", triage_of(came("2025-01-10", **STAYED)))

    says = exposed.reason.says
    assert "2027" not in says.in_english() + says.for_helper().in_english()
    assert "10 January 2027" in says.for_staff().in_english()


@pytest.mark.parametrize(
    "arrived, more, papers",
    [
        # the two years end in sixty days, or in sixty-one
        ("2025-01-23", {}, True),
        ("2025-01-24", {}, False),
        ("2025-01-23", {"detained_now": "yes"}, False),
    ],
)
def test_papers_are_gathered_in_the_last_days_of_the_two_years(arrived, more, papers):
    (exposed,) = deadlines_of("R13", triage_of(came(arrived, **STAYED | more)))

    do = exposed.do.in_english()
    assert do.startswith("Gather papers that show two years") is papers
    assert "If an officer stops you, say that you are afraid to go back." in do
    assert "Sign nothing that you do not understand." in do


@pytest.mark.parametrize("asks, more", cases("asks.txt", "exposure"))
def test_exposure_asks_for_what_is_not_known(more, asks):
    (exposed,) = deadlines_of("R13", triage_of(came("2025-06-10", **STAYED) | more))

    assert exposed.asks is (asks == "yes")


def test_nothing_is_asked_of_an_arrival_that_nobody_was_asked_for():
    sent = {"asylum_filed": "yes", "asylum_filed_where": "court", "left_since_filing": "no"}
    triage = triage_of(sent | STAYED | {"location_kind": "in_us"}, quiet=False)

    assert deadlines_of("R13", triage) == []


@pytest.mark.parametrize(
    "office, says, more",
    cases("asks.txt", "where the form goes"),
)
def test_the_form_goes_to_one_place(more, office, says):
    for arrived in ("2026-03-03", "2024-03-03"):
        (year,) = deadlines_of("R08", triage_of(came(arrived) | more))

        assert year.office == office
        assert says in year.do.in_english()
        assert " or to " not in year.do.in_english()


def test_where_nobody_knows_the_line_is_told_with_what_it_needs():
    (year,) = deadlines_of("R08", triage_of(came("2026-03-03", court_case="not_sure")))

    assert "call 1-800-898-7180. Your A-number is on any immigration paper." in year.do.in_english()
    assert "If you have none, write to us." in year.do.in_english()


SENT = {"asylum_filed": "yes", "asylum_filed_date": "2026-10-20", "left_since_filing": "no"}


def test_a_form_that_may_have_arrived_is_looked_for_first():
    first = "First look for a receipt, in the mail and at my.uscis.gov."
    sent = SENT | {"form_reply": "nothing", "asylum_filed_date": "2026-10-01"}

    for answers in (sent, {"asylum_filed": "not_sure"}):
        for arrived in ("2026-03-03", "2024-03-03"):
            (year,) = deadlines_of("R08", triage_of(came(arrived) | answers))
            assert year.do.in_english().startswith(first)
    (year,) = deadlines_of("R08", triage_of(came("2026-03-03")))
    assert first not in year.do.in_english()


@pytest.mark.parametrize(
    "more, says",
    [
        ({"form_reply": "came_back"}, "again now, with the fee and with what the letter"),
        (
            {"form_whose": "family", "form_still_part": "no"},
            "Your family member’s form no longer counts for you. Send your own asylum form",
        ),
    ],
)
def test_a_form_that_does_not_count_is_sent_again_or_anew(more, says):
    for arrived in ("2026-03-03", "2024-03-03"):
        (year,) = deadlines_of("R08", triage_of(came(arrived) | SENT | more))

        assert says in year.do.in_english()
        assert set(more) <= set(year.reason.answers)


@pytest.mark.parametrize("asks, answers", cases("asks.txt", "year"))
def test_the_year_asks_for_an_arrival_and_for_the_end_of_a_status(answers, asks):
    (year,) = deadlines_of("R08", triage_of(answers))

    assert year.asks is (asks == "yes")


def test_a_longer_year_moves_only_who_comes_after_it():
    year_ = shipped().parameter("asylum_filing_years", on=date(2026, 11, 24))
    longer = replace(year_, value=2, from_day=date(2026, 11, 1))
    law = shipped().amended([replace(year_, until=date(2026, 10, 31)), longer])

    days = [
        found(deadlines_of("R08", triage_of(came(arrived), law=law))[0])
        for arrived in ("2026-10-31", "2026-11-02")
    ]

    assert days == ["P4 2027-10-29 2027-11-01 exact", "P4 2028-11-01 2028-11-02 exact"]


def test_nobody_is_exposed_once_the_designation_is_struck_down():
    row_ = shipped().parameter("expedited_removal_years", on=date(2026, 11, 24))
    law = shipped().amended([replace(row_, value=row_.alternative or 0)])

    assert deadlines_of("R13", triage_of(came("2025-01-10", **STAYED), law=law)) == []


NEAR = TODAY + timedelta(days=21)
ARRIVED = {"help_types": ["fear_return"], "asylum_filed": "no", "court_case": "no"}


def test_whatever_is_moved_to_the_same_day_looks_the_same_in_every_clear_column():
    looks: dict[date, set[Any]] = defaultdict(set)
    ways: dict[date, int] = defaultdict(int)
    for number in range(80):
        for days in range(7):
            triage = assessed(TODAY - timedelta(days=2 * number + 160), days)
            if (moved := moved_day(triage)) > NEAR:
                looks[moved].add(clear_columns(triage))
                ways[moved] += 1

    assert len(looks) > 90
    assert max(ways.values()) > 1
    assert all(len(seen) == 1 for seen in looks.values())


@pytest.mark.parametrize("days", range(7))
def test_a_far_day_is_early_and_a_near_one_is_exact(days):
    far, near = assessed(date(2026, 6, 9), days), assessed(date(2025, 12, 3), days)

    assert moved_day(far) + timedelta(days=days) == date(2027, 6, 8)
    assert moved_day(near) == date(2026, 12, 2)
    for exact, clear in zip(far.steps, far.clear.steps, strict=True):
        assert exact.from_day == clear.from_day + timedelta(days=days)
    assert near.clear.steps == near.steps


@pytest.mark.parametrize("days", range(7))
def test_time_and_a_moved_day_make_nothing_later(days):
    for number in range(0, 365, 9):
        triage = assessed(TODAY - timedelta(days=number), days)

        assert triage.clear.tier <= triage.tier
        assert triage.clear.look_by <= triage.look_by
        assert triage.clear.due_on <= triage.due_on


@pytest.mark.parametrize("days", range(7))
def test_a_finding_without_any_day_is_not_moved(days):
    answers = QUIET | {"danger_now": "no", "court_case": "yes", "bad_decision": "judge"}
    passed = answers | {"bad_decision_date": "2020-01-01"}
    early = Early(days=days, most=6, until=NEAR)
    moves_all = replace(early, until=date.min)

    for typed in (answers_of(answers), answers_of(passed), answers_of({})):
        exact = assess(typed, shipped(), today=TODAY, received=TODAY)
        clear = assess(typed, shipped(), today=TODAY, received=TODAY, early=early).clear
        assert clear == exact.clear
        for rule in RULES:
            for finding in rule(Facts(answers=typed, law=shipped(), received=TODAY)):
                if finding.act_by is None or finding.passed:
                    assert moves_all.finding(finding) == finding


def test_days_that_no_session_has_settled_yet_stay_as_they_are_written():
    moved = TODAY + timedelta(days=10)
    early = Early(days=4, most=6, until=NEAR, unsettled=frozenset({moved}))

    assert early.moves(moved + timedelta(days=4))
    assert not early.moves(moved + timedelta(days=5))


def assessed(arrived, days):
    answers = answers_of(QUIET | ARRIVED | {"last_arrival_date": arrived.isoformat()})
    early = Early(days=days, most=6, until=NEAR)
    return assess(answers, shipped(), today=TODAY, received=TODAY, early=early)


def moved_day(triage):
    """Return the day of the one-year deadline as the diary has it in clear."""
    (deadline,) = (row for row in triage.deadlines if row.rule == "R08")
    return diary_dates(deadline, triage)[0].on


def clear_columns(triage):
    clear = triage.clear
    dates = [
        (new.kind, new.on, new.early)
        for deadline in triage.deadlines
        for new in diary_dates(deadline, triage)
    ]
    return (clear.tier, clear.steps, clear.look_by, clear.due_on, tuple(dates))
