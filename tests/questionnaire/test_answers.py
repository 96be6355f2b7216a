"""Answers give what was said, and nothing where nothing was."""

import json
from datetime import date
from decimal import Decimal

from hypothesis import given

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import court_case, last_arrival_date
from intake.questionnaire.asylum.screen import help_types, household_size, income_amount
from intake.questionnaire.asylum.you import children_birth_dates
from intake.questionnaire.dates import NOT_SURE, on
from intake.questionnaire.reading import stored_answers
from tests.questionnaire.making import any_answers

DAY = on(date(2026, 11, 24))


def test_each_kind_is_read_by_its_own_name():
    answers = Answers().plus(
        {
            "court_case": "no",
            "help_types": ("fear_return", "not_sure"),
            "last_arrival_date": DAY,
            "children_birth_dates": (DAY, NOT_SURE),
            "income_amount": Decimal("12.50"),
        }
    )

    assert answers.code(court_case) == "no"
    assert answers.codes(help_types) == ("fear_return", "not_sure")
    assert answers.date(last_arrival_date) == DAY
    assert answers.dates(children_birth_dates) == (DAY, NOT_SURE)
    assert answers.number(income_amount) == Decimal("12.50")


def test_what_was_skipped_is_empty_and_not_an_error():
    answers = Answers()

    assert answers.code(court_case) == ""
    assert answers.codes(help_types) == ()
    assert answers.date(last_arrival_date) is None
    assert answers.dates(children_birth_dates) == ()
    assert answers.number(household_size) is None
    assert "court_case" not in answers


def test_an_answer_of_another_kind_is_as_good_as_none():
    given_answers: dict[str, Answer] = {"help_types": "text", "children_birth_dates": "text"}
    answers = Answers().plus({**given_answers, "court_case": ("x",), "last_arrival_date": 3})

    assert answers.codes(help_types) == ()
    assert answers.dates(children_birth_dates) == ()
    assert answers.code(court_case) == ""
    assert answers.date(last_arrival_date) is None


def test_one_code_and_several_codes_are_chosen_alike():
    answers = Answers().plus({"court_case": "yes", "help_types": ("fear_return", "not_sure")})

    assert answers.chosen(court_case) == ("yes",)
    assert answers.chosen(help_types) == ("fear_return", "not_sure")
    assert answers.chosen(household_size) == ()


def test_a_change_gives_new_answers_and_leaves_the_old():
    before = Answers().plus({"a": "1", "b": "2"})

    after = before.without({"a"}).plus({"c": "3"})

    assert dict(before) == {"a": "1", "b": "2"}
    assert dict(after) == {"b": "2", "c": "3"}
    assert dict(after.only({"c"})) == {"c": "3"}
    assert len(after) == 2


@given(any_answers())
def test_stored_and_read_again_they_are_the_same(answers):
    stored = json.loads(json.dumps(answers.to_json(), ensure_ascii=False))

    again = stored_answers(ASYLUM, stored)

    assert dict(again) == dict(answers)
