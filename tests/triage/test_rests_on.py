"""Days that rest on rows which no lawyer has signed."""

from dataclasses import replace
from datetime import date

import pytest

from intake.law.book import LawBook, shipped
from intake.triage.rests_on import cautions
from tests.triage.making import QUIET, TODAY, answers_of

APPEAL = {"court_case": "yes", "bad_decision": "judge", "bad_decision_date": "2026-11-20"}


def signed_but(*ids):
    return LawBook(
        rows=tuple(
            row if row.id in ids else replace(row, signatures=(("Ada Example, NY 12345", TODAY),))
            for row in shipped().rows
        )
    )


@pytest.mark.parametrize(
    "answers, unsigned, is_said",
    [
        (APPEAL, ["bia_appeal_days"], True),
        (APPEAL, [], False),
        (APPEAL, ["sijs_state_age_ny", "credible_fear_review_days"], False),
        ({}, ["bia_appeal_days"], False),
        # a day of ours needs no lawyer
        ({"bad_decision": "judge", "bad_decision_date": "not_sure"}, ["ladder_p1_days"], False),
    ],
)
def test_a_day_of_law_rests_on_the_rows_that_its_rule_reads(answers, unsigned, *, is_said):
    law = signed_but(*unsigned)

    said = cautions(answers_of(QUIET | answers), law, received=TODAY)

    assert said == ["Our lawyers have not checked these days yet."] * is_said


def test_a_day_rests_on_the_row_of_its_event_and_on_no_later_one():
    signed = signed_but()
    row = shipped().parameter("bia_appeal_days", on=TODAY)
    law = signed.amended([replace(row, value=10, from_day=date(2026, 12, 1))])
    received = date(2026, 12, 2)

    answers = answers_of(QUIET | APPEAL, received=received)
    assert cautions(answers, law, received=received) == []
    newer = APPEAL | {"bad_decision_date": "2026-12-01"}
    answers = answers_of(QUIET | newer, received=received)
    assert cautions(answers, law, received=received) == [
        "Our lawyers have not checked these days yet."
    ]


def test_the_days_of_the_release_are_not_checked_yet():
    assert cautions(answers_of(QUIET | APPEAL), shipped(), received=TODAY) == [
        "Our lawyers have not checked these days yet."
    ]


@pytest.mark.parametrize(
    "day, said",
    [("2027-01-31", []), ("2027-02-01", ["Rules can change. Check these days today."])],
)
def test_a_day_that_rests_on_a_row_due_for_review_is_to_be_checked(day, said):
    answers = answers_of(QUIET | APPEAL, received=date.fromisoformat(day))

    assert cautions(answers, signed_but(), received=date.fromisoformat(day)) == said
