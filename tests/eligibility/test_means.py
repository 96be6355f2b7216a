"""Household and income against the guide."""

from datetime import date

import pytest

from intake.eligibility.request import Practice, Request
from intake.eligibility.rules import decide, income_within, means_of
from intake.law.book import shipped
from tests.triage.making import TODAY, answers_of, cases, table, triage_of

FITS = {
    "help_types": ["fear_return"],
    "has_lawyer": "no",
    "location_kind": "in_us",
    "detained_now": "no",
}


def money(state, people, amount, period, **more):
    expected = {
        "us_state": state,
        "household_size": int(people),
        "income": "amount",
        "income_amount": amount,
        "income_period": period,
    }
    return FITS | expected | more


def outcome_of(answers, *, percent=200, received=TODAY):
    return decide(
        answers_of(answers, received=received),
        shipped(),
        received=received,
        days_near=(),
        practice=Practice(income_percent=percent, service_area=()),
    ).outcome


@pytest.mark.parametrize(
    "answers, outcome",
    [
        *(
            (money(*cell.split(), **more), outcome)
            for outcome, cell, more in cases("../eligibility/money.txt", "outcome")
        ),
        # not told
        (FITS | {"us_state": "TX", "household_size": 4, "income": "none"}, "likely"),
        (FITS | {"us_state": "TX", "household_size": 4, "income": "not_sure"}, "person"),
        (FITS | {"us_state": "TX", "household_size": 4, "income": "rather_not_say"}, "person"),
        (FITS | {"us_state": "TX", "household_size": 4}, "person"),
        (FITS | {"us_state": "TX", "household_size": 4, "income": "amount"}, "person"),
        (FITS | {"income": "none", "detained_now": "yes"}, "likely"),
        (FITS | {"income": "rather_not_say", "detained_now": "yes"}, "likely"),
        (FITS | {"detained_now": "yes"}, "likely"),
    ],
)
def test_money_alone_gives_likely_or_a_person(answers, outcome):
    assert outcome_of(answers) == outcome


@pytest.mark.parametrize("question", ["household_size", "income_amount", "income_period"])
def test_means_half_told_go_to_a_person(question):
    answers = money("TX", 1, 100, "month")
    del answers[question]

    assert outcome_of(answers) == "person"


def test_without_a_state_the_lowest_table_counts():
    answers = money("TX", 1, 31920, "year")
    del answers["us_state"]

    assert outcome_of(answers) == "likely"
    assert outcome_of(answers | {"income_amount": 31921}) == "person"


@pytest.mark.parametrize("people, percents", table("../eligibility/money.txt", "guide"))
def test_the_guide_at_each_percent(people, percents):
    for percent, guide in zip((125, 150, 200, 250, 300), map(int, percents.split()), strict=True):
        assert outcome_of(money("TX", people, guide, "year"), percent=percent) == "likely"
        assert outcome_of(money("TX", people, guide + 1, "year"), percent=percent) == "person"


@pytest.mark.parametrize(
    "received, amount, outcome",
    [
        ("2026-01-12", 31300, "likely"),
        ("2026-01-12", 31301, "person"),
        ("2026-01-13", 31920, "likely"),
        ("2031-01-01", 31920, "likely"),
        ("2031-01-01", 31921, "person"),
        ("2019-01-01", 31300, "likely"),
    ],
)
def test_the_table_of_the_day_received_counts(received, amount, outcome):
    day = date.fromisoformat(received)

    assert outcome_of(money("TX", 1, amount, "year"), received=day) == outcome


def test_a_percent_that_leaves_cents_is_counted_to_the_cent():
    means = means_told(money("TX", 1, "20747.99", "year"), percent=130)
    above = means_told(money("TX", 1, "20748.01", "year"), percent=130)

    assert (means.guide, means.within, above.within) == (20748, True, False)


@pytest.mark.parametrize(
    "answers, most",
    [
        (money("TX", 2, 9000, "month"), 3606),
        (money("TX", 2, 9000, "year"), 43280),
        (money("TX", 2, 9000, "two_weeks"), 1664),
        (money("AK", 9, 9000, "week"), 2951),
        (FITS | {"income": "amount", "income_amount": 1, "income_period": "month"}, None),
        (FITS | {"income": "amount", "income_amount": 1, "household_size": 2}, None),
        (FITS, None),
    ],
)
def test_the_most_that_would_be_within_in_whole_dollars(answers, most):
    assert income_within(request_of(answers)) == most
    if most is not None:
        assert outcome_of(answers | {"income_amount": most}) == "likely"
        assert outcome_of(answers | {"income_amount": most + 1}) == "person"


def test_who_is_locked_up_is_triaged_as_such():
    triage = triage_of(money("FL", 2, 0, "month", detained_now="yes"))

    assert "R02" in {deadline.rule for deadline in triage.deadlines}


def means_told(answers, *, percent):
    means = means_of(request_of(answers, percent=percent))
    assert means is not None
    return means


def request_of(answers, *, percent=200):
    return Request(
        answers=answers_of(answers),
        law=shipped(),
        practice=Practice(income_percent=percent, service_area=()),
        received=TODAY,
        days_near=(),
    )
