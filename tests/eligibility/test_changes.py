"""What would change it: the smallest single answers that move outcome or tier."""

from __future__ import annotations

import time
from typing import Any

from intake.actions.weigh import Change, weigh, what_would_change
from intake.eligibility.decide import Practice
from intake.law.book import shipped
from tests.eligibility.making import COUNSEL, FITS
from tests.triage.making import TODAY, answers_of

PRACTICE = Practice(income_percent=200, service_area=())


def changes_of(given: dict[str, Any]) -> tuple[Change, ...]:
    return what_would_change(
        answers_of(given), shipped(), today=TODAY, received=TODAY, practice=PRACTICE
    )


def test_too_much_money_would_be_little_enough_at_the_guide() -> None:
    changes = {one.question: one for one in changes_of(FITS | {"income_amount": 9000})}

    assert (changes["income_amount"].to, changes["income_amount"].outcome) == ("3606", "likely")


def test_one_more_in_the_family_may_be_enough() -> None:
    changes = {one.question: one for one in changes_of(FITS | {"income_amount": 3700})}

    assert (changes["household_size"].to, changes["household_size"].outcome) == ("3", "likely")


def test_without_a_lawyer_it_would_be_likely() -> None:
    moves = [
        (one.to, one.outcome) for one in changes_of(FITS | COUNSEL) if one.question == "has_lawyer"
    ]

    assert ("no", "likely") in moves


def test_a_page_that_would_not_be_asked_no_longer_counts() -> None:
    given = FITS | {"court_case": "yes", "gov_motion": "yes", "gov_motion_date": "2026-11-20"}

    moves = [(one.to, one.tier) for one in changes_of(given) if one.question == "court_case"]

    assert ("no", "P4") in moves


def test_an_answer_not_given_yet_is_tried_too() -> None:
    moves = {(one.question, one.to, one.tier) for one in changes_of(FITS)}

    assert ("danger_now", "yes", "P0") in moves


def test_one_code_less_is_tried_where_others_stay() -> None:
    moves = {
        (one.to, one.outcome)
        for one in changes_of(FITS | {"help_types": ["fear_return", "something_else"]})
        if one.question == "help_types"
    }

    assert ("something_else", "unlikely") in moves


def test_every_change_is_true() -> None:
    given = FITS | COUNSEL | {"last_arrival_date": "2026-01-15", "asylum_filed": "no"}
    here = weigh(answers_of(given), shipped(), today=TODAY, received=TODAY, practice=PRACTICE)

    changes = changes_of(given)

    assert changes
    for change in changes:
        assert (change.outcome, change.tier) != (here.eligibility.outcome, here.triage.tier)


def test_it_is_found_while_somebody_waits() -> None:
    started = time.perf_counter()

    changes_of(FITS | {"last_arrival_date": "2026-01-15", "asylum_filed": "no"})

    assert time.perf_counter() - started < 2
