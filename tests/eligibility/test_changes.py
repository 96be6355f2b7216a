"""The smallest changes: single answers that move the outcome or the tier."""

from datetime import timedelta

import pytest

from intake.actions.assessment.assess import assess_answers, nearest_day, what_would_change
from intake.eligibility.decide import Practice
from intake.law.book import shipped
from tests.eligibility.making import COUNSEL, FITS
from tests.triage.making import TODAY, answers_of

PRACTICE = Practice(income_percent=200, service_area=())


def changes_of(answers):
    return what_would_change(
        answers_of(answers), shipped(), today=TODAY, received=TODAY, practice=PRACTICE
    )


def test_too_much_money_would_be_little_enough_at_the_guide():
    changes = {change.question: change for change in changes_of(FITS | {"income_amount": 9000})}

    assert (changes["income_amount"].to, changes["income_amount"].outcome) == ("3606", "likely")


def test_one_more_in_the_family_may_be_enough():
    changes = {change.question: change for change in changes_of(FITS | {"income_amount": 3700})}

    assert (changes["household_size"].to, changes["household_size"].outcome) == ("3", "likely")


def test_without_a_lawyer_it_would_be_likely():
    moves = [
        (change.to, change.outcome)
        for change in changes_of(FITS | COUNSEL)
        if change.question == "has_lawyer"
    ]

    assert ("no", "likely") in moves


def test_a_page_that_would_not_be_asked_no_longer_counts():
    answers = FITS | {"court_case": "yes", "gov_motion": "yes", "gov_motion_date": "2026-11-20"}

    moves = [
        (change.to, change.tier)
        for change in changes_of(answers)
        if change.question == "court_case"
    ]

    assert ("no", "P4") in moves


def test_an_answer_not_given_yet_is_tried_too():
    moves = {(change.question, change.to, change.tier) for change in changes_of(FITS)}

    assert ("danger_now", "yes", "P0") in moves


def test_one_code_less_is_tried_where_others_stay():
    moves = {
        (change.to, change.outcome)
        for change in changes_of(FITS | {"help_types": ["fear_return", "something_else"]})
        if change.question == "help_types"
    }

    assert ("something_else", "unlikely") in moves


@pytest.mark.parametrize(
    "question, more, day, moves",
    [
        # the one-year deadline: one step down the ladder, one step up
        (
            "last_arrival_date",
            {"asylum_filed": "no", "fear_interview": "no", "lawful_status": "no"},
            "2025-12-20",
            {("2025-12-29", "P3"), ("2025-12-07", "P1")},
        ),
        # nothing is said beyond the day received: an event of the past cannot be later
        (
            "last_arrival_date",
            {"asylum_filed": "no", "fear_interview": "no", "lawful_status": "no"},
            "2026-11-24",
            {("2025-12-28", "P2")},
        ),
        (
            "next_hearing_date",
            {"court_case": "yes", "hearing_kind": "master"},
            "2026-12-20",
            {("2027-01-24", "P3"), ("2026-12-15", "P1")},
        ),
    ],
)
def test_a_day_is_told_with_the_nearest_on_which_the_tier_is_another(question, more, day, moves):
    changes = changes_of(FITS | more | {question: day})

    assert {(change.to, change.tier) for change in changes if change.question == question} == moves


@pytest.mark.parametrize("written", ["2025-12", "2025", "not_sure"])
def test_a_day_half_known_has_no_nearest(written):
    changes = changes_of(FITS | {"asylum_filed": "no", "last_arrival_date": written})

    assert "last_arrival_date" not in {change.question for change in changes}


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("off", [1, 2, 3, 7, 8, 100, 1500, 2048])
def test_the_nearest_day_is_the_nearest(direction, off):
    nearest = TODAY + timedelta(days=off * direction)

    def beyond(day):
        return (day - nearest).days * direction >= 0

    nearest_found = nearest_day(TODAY, direction, differs=beyond, allowed=lambda _: True)

    assert nearest_found == nearest


@pytest.mark.parametrize("off, nearest_found", [(1, True), (6, True), (7, True), (8, False)])
def test_a_day_that_may_not_be_said_is_not_the_nearest(*, off, nearest_found):
    expected, last = TODAY + timedelta(days=off), TODAY + timedelta(days=7)

    nearest = nearest_day(
        TODAY, 1, differs=lambda day: day >= expected, allowed=lambda day: day <= last
    )

    assert nearest == (expected if nearest_found else None)


def test_nobody_looks_farther_than_six_years():
    assert nearest_day(TODAY, 1, differs=lambda _: False, allowed=lambda _: True) is None


def test_every_change_is_true():
    answers = FITS | COUNSEL | {"last_arrival_date": "2026-01-15", "asylum_filed": "no"}
    here = assess_answers(
        answers_of(answers), shipped(), today=TODAY, received=TODAY, practice=PRACTICE
    )

    changes = changes_of(answers)

    assert changes
    for change in changes:
        assert (change.outcome, change.tier) != (here.eligibility.outcome, here.triage.tier)
