"""Answers from a file are read strictly; our own gently."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import court_city, last_arrival_date, next_hearing_date
from intake.questionnaire.asylum.screen import help_types, household_size, income_amount
from intake.questionnaire.dates import said_date
from intake.questionnaire.limits import problem_with
from intake.questionnaire.reading import UnreadableAnswer, read_answers, stored_answers
from tests.questionnaire.making import (
    ALONE_IN_TEXAS,
    SHORTEST,
    SISTER_OF_DETAINED,
    TODAY,
    any_answers,
)


@pytest.mark.parametrize("data", [ALONE_IN_TEXAS, SISTER_OF_DETAINED, SHORTEST])
def test_what_invented_people_say_is_read(data):
    answers = read_answers(ASYLUM, data, today=TODAY)

    assert answers.keys() == data.keys()


def test_numbers_may_be_numbers_or_decimal_strings():
    data = {"household_size": "4", "income_amount": "1200.50"}

    answers = read_answers(ASYLUM, data, today=TODAY)

    assert answers.number(household_size) == 4
    assert answers.number(income_amount) == Decimal("1200.50")
    assert answers.to_json() == {"household_size": 4, "income_amount": "1200.50"}


def test_nothing_typed_and_nothing_chosen_is_skipped():
    data = {"do_not_tell": " \n", "needs": [], "children_birth_dates": []}

    assert len(read_answers(ASYLUM, data, today=TODAY)) == 0


def test_text_is_tidied_and_a_code_given_twice_counts_once():
    data = {
        "court_city": "El\x00 Paso\n",
        "help_types": ["fear_return", "fear_return"],
        "next_hearing_date": {"words": "after \u202eEid\n"},
    }

    answers = read_answers(ASYLUM, data, today=TODAY)

    assert answers.to_json()["next_hearing_date"] == {"words": "after Eid"}
    assert answers.code(court_city) == "El Paso"
    assert answers.codes(help_types) == ("fear_return",)


@pytest.mark.parametrize(
    "question, stored",
    [
        ("ssn", "000"),
        ("court_case", "maybe"),
        ("court_case", ""),
        ("court_case", None),
        ("court_case", True),
        ("court_case", ["yes"]),
        ("help_types", "fear_return"),
        ("help_types", ["fear_return", 3]),
        ("help_types", ["unheard_of"]),
        ("household_size", 0),
        ("household_size", 2.0),
        ("household_size", True),
        ("household_size", "4.5"),
        ("household_size", "٤"),
        ("income_amount", "1e3"),
        ("income_amount", "NaN"),
        ("income_amount", "-1"),
        ("income_amount", "1,200"),
        ("income_amount", 10_000_000),
        ("last_arrival_date", "2026-02-30"),
        ("last_arrival_date", "2026-11-25"),
        ("last_arrival_date", {"calendar": "lunar", "said": "1405"}),
        ("next_hearing_date", "2040-01-01"),
        ("children_birth_dates", "2018"),
        ("children_birth_dates", ["2018"] * 13),
        ("name_to_use", "x" * 201),
        ("note", 5),
        ("nationality", "ir"),
        ("spoken_languages", ["english"]),
        ("ack_deadline", "no"),
    ],
)
def test_anything_else_is_refused_by_the_name_of_its_question(question, stored):
    with pytest.raises(UnreadableAnswer) as refused:
        read_answers(ASYLUM, {"filling_for": "self", question: stored}, today=TODAY)

    assert refused.value.question_id == question
    assert str(refused.value) == question


def test_a_half_known_date_passes_if_any_of_its_days_would():
    answers = read_answers(ASYLUM, {"last_arrival_date": "2026-11"}, today=TODAY)

    assert answers.date(last_arrival_date) == said_date("2026-11")


@given(any_answers())
def test_what_is_within_its_limits_reads_back_as_it_was(answers):
    fine = {
        id_: answer
        for id_, answer in answers.items()
        if not problem_with(ASYLUM.questions[id_], answer, today=TODAY)
    }
    stored = answers.only(fine).to_json()

    assert read_answers(ASYLUM, stored, today=TODAY) == Answers().plus(fine)


def test_our_own_answers_are_read_long_after_their_limits_have_passed():
    stored = {"next_hearing_date": "2026-12-01", "court_case": "yes"}

    answers = stored_answers(ASYLUM, stored)

    with pytest.raises(UnreadableAnswer):
        read_answers(ASYLUM, stored, today=date(2030, 1, 1))
    assert answers.date(next_hearing_date) == said_date("2026-12-01")


def test_what_a_later_questionnaire_no_longer_asks_is_left_out():
    stored = {"question_of_old": "yes", "court_case": ["yes"], "asylum_filed": "no"}

    assert dict(stored_answers(ASYLUM, stored)) == {"asylum_filed": "no"}
