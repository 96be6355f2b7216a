"""A status that ends: on the day of its own paper, or by a table that may be in dispute."""

from dataclasses import replace
from datetime import date

import pytest

from intake.law.book import Confidence, shipped
from tests.triage.making import TODAY, deadlines_of, found, triage_of

TPS = {"lawful_status": "still_valid", "status_kind": "tps", "nationality": "SV"}
PAROLE = {"lawful_status": "still_valid", "status_kind": "parole", "nationality": "CU"}


def test_the_day_that_a_person_tells_is_that_of_a_paper():
    (ends,) = deadlines_of("R22", triage_of(PAROLE | {"lawful_status_ended": "2027-06-30"}))

    assert (ends.set_by, ends.asks, ends.office) == ("paper", False, "uscis")
    assert ends.reason.says.in_english() == "You told us that your status ends on 30 June 2027."
    assert ends.do.in_english().startswith("Before that day, ask a lawyer")


@pytest.mark.parametrize("answers", [TPS, PAROLE])
def test_an_end_in_dispute_is_for_staff_alone(answers):
    (ends,) = deadlines_of("R22", triage_of(answers))

    says = ends.reason.says
    told = " ".join(
        sentence.in_english() for one in (says, ends.do) for sentence in (one, one.for_helper())
    )
    assert "202" not in told
    assert "202" in says.for_staff().in_english()
    assert (ends.set_by, ends.asks, ends.passed) == ("us", True, False)


@pytest.mark.parametrize(
    "answers, row_id, known",
    [
        (TPS, "tps_sv", "exact"),
        (TPS | {"status_kind": "not_sure"}, "tps_sv", "earliest"),
        (PAROLE | {"parole_kind": "chnv"}, "parole_cu", "exact"),
        (PAROLE | {"parole_kind": "not_sure"}, "parole_cu", "earliest"),
        (PAROLE, "parole_cu", "earliest"),
    ],
)
def test_a_row_that_nobody_disputes_is_law(answers, row_id, known):
    row = shipped().parameter(row_id, on=TODAY)
    sure = replace(row, value=(date(2027, 2, 20),), confidence=Confidence.VERIFIED)
    law = shipped().amended([sure])

    (ends,) = deadlines_of("R22", triage_of(answers, law=law))
    assert found(ends) == f"P2 2027-02-19 2027-02-20 {known}"
    assert (ends.set_by, ends.asks) == ("law", False)
    assert "20 February 2027" in ends.reason.says.in_english()


def test_a_status_that_was_skipped_may_be_one_that_ends():
    answers = {"location_kind": "in_us", "last_arrival_date": "2024-03-03", "nationality": "SV"}

    (ends,) = deadlines_of("R22", triage_of(answers, quiet=False))
    assert found(ends) == "P2 2026-12-01 - unknown"
    assert deadlines_of("R22", triage_of(answers | {"lawful_status": "no"}, quiet=False)) == []
