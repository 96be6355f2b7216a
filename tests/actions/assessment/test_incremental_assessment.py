"""Scales: what they say of another answer is what weighing from the start says, and sooner."""

import time
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from intake.actions.assessment.assess import (
    assess_answers,
    incremental_assessment,
    what_would_change,
)
from intake.law.book import shipped
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import live_answers, questions_asked
from intake.questionnaire.questions import Choice, YesNo
from tests.eligibility.making import COUNSEL, FITS
from tests.triage.making import TODAY, answers_of
from tests.triage.test_properties import TWO_STATES, WEIGHED, an_answer, requests

COURT: dict[str, Any] = {
    "asylum_filed": "no",
    "last_arrival_date": "2026-01-15",
    "court_case": "yes",
    "next_hearing_date": "2027-01-25",
    "bad_decision": "judge",
    "bad_decision_date": "2026-11-10",
}


TRIED = [question for question in WEIGHED if question.id != ASYLUM.ticks]
"""The questions of which another answer is tried: ticks are, as those that they stand for."""


@given(requests(), st.sampled_from(TRIED), st.integers(0, 400), st.data())
@settings(max_examples=120, deadline=None)
def test_another_answer_weighs_as_if_all_were_weighed_from_the_start(
    request, question, later, data
):
    answers, received = request
    by_tick = answers.keys() - questions_asked(answers, as_of=received)
    assume(question.id not in by_tick)  # from the start, the tick would answer it again
    second, days = data.draw(an_answer(question, received)), {"received": received}
    days["today"] = received + timedelta(days=later)

    moved = incremental_assessment(answers, shipped(), practice=TWO_STATES, **days).with_other(
        question.id, second
    )

    assert moved == from_the_start(answers, question.id, second, **days)


@pytest.mark.parametrize("given_answers", [{}, FITS, FITS | COUNSEL, FITS | COURT], ids=str)
def test_every_code_of_every_question_weighs_the_same(given_answers):
    answers, days = answers_of(given_answers), {"today": TODAY, "received": TODAY}
    scales = incremental_assessment(answers, shipped(), practice=TWO_STATES, **days)

    for question in ASYLUM.questions.values():
        for option in question.options if isinstance(question, Choice | YesNo) else ():
            expected = from_the_start(answers, question.id, option.code, **days)
            assert scales.with_other(question.id, option.code) == expected, option.code


def test_what_was_given_unasked_stays_until_an_answer_closes_its_page():
    """A judge's no whose court nobody named; a place says nothing of it, no case in court does."""
    given_answers = {"bad_decision": "judge", "bad_decision_date": "2026-11-10"}
    days = {"today": TODAY, "received": TODAY}
    alone, in_court = (
        incremental_assessment(answers_of(answers), shipped(), practice=TWO_STATES, **days)
        for answers in (
            given_answers,
            {**given_answers, "location_kind": "in_us", "court_case": "yes"},
        )
    )

    assert alone.with_other("location_kind", "in_us") == alone.here == ("person", "P1")
    assert alone.with_other("bad_decision", "appeals_board") == ("person", "P1")
    assert in_court.with_other("court_case", "no") == ("person", "P1")


def test_all_that_would_change_it_costs_no_more_than_weighing_70_times():
    answers, days = answers_of(FITS | COURT), {"today": TODAY, "received": TODAY}

    def seconds(times, weighing):
        began = time.process_time()
        for _ in range(times):
            weighing(answers, shipped(), practice=TWO_STATES, **days)
        return time.process_time() - began

    pairs = ((seconds(1, what_would_change), seconds(70, assess_answers)) for _ in range(12))
    assert min(all_of_them / weighing for all_of_them, weighing in pairs) < 1


def from_the_start(answers, question, second, *, today, received):
    tried = live_answers(answers.plus({question: second}), as_of=received)
    weighed = assess_answers(tried, shipped(), today=today, received=received, practice=TWO_STATES)
    return weighed.eligibility.outcome, weighed.triage.tier
