"""Answers are read and tidied: they give what was said, and nothing where nothing was."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import (
    court_case,
    court_city,
    last_arrival_date,
    next_hearing_date,
)
from intake.questionnaire.asylum.screen import help_types, household_size, income_amount
from intake.questionnaire.asylum.you import children_birth_dates
from intake.questionnaire.dates import NOT_SURE, on, said_date
from intake.questionnaire.limits import problem_with
from intake.questionnaire.reading import UnreadableAnswer, read_answers, stored_answers
from intake.questionnaire.tidy import digits_of_any_script, name_key, tidied, whole_number
from tests.questionnaire.making import (
    ALONE_IN_TEXAS,
    SHORTEST,
    SISTER_OF_DETAINED,
    TODAY,
    any_answers,
)
from tests.support.tables import rows

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

    again = stored_answers(stored)

    assert dict(again) == dict(answers)


@pytest.mark.parametrize("data", [ALONE_IN_TEXAS, SISTER_OF_DETAINED, SHORTEST])
def test_what_invented_people_say_is_read(data):
    answers = read_answers(data, today=TODAY)

    assert answers.keys() == data.keys()


def test_numbers_may_be_numbers_or_decimal_strings():
    data = {"household_size": "4", "income_amount": "1200.50"}

    answers = read_answers(data, today=TODAY)

    assert answers.number(household_size) == 4
    assert answers.number(income_amount) == Decimal("1200.50")
    assert answers.to_json() == {"household_size": 4, "income_amount": "1200.50"}


def test_nothing_typed_and_nothing_chosen_is_skipped():
    data = {"do_not_tell": " \n", "needs": [], "children_birth_dates": []}

    assert len(read_answers(data, today=TODAY)) == 0


def test_text_is_tidied_and_a_code_given_twice_counts_once():
    data = {
        "court_city": "El\x00 Paso\n",
        "help_types": ["fear_return", "fear_return"],
        "next_hearing_date": {"words": "after \u202eEid\n"},
    }

    answers = read_answers(data, today=TODAY)

    assert answers.to_json()["next_hearing_date"] == {"words": "after Eid"}
    assert answers.code(court_city) == "El Paso"
    assert answers.codes(help_types) == ("fear_return",)


@pytest.mark.parametrize(
    "question, stored",
    [
        *(
            (name, json.loads(cell))
            for name, cell in rows(Path(__file__).with_name("refused.txt"), "answers")
        ),
        ("name_to_use", "x" * 201),
    ],
)
def test_anything_else_is_refused_by_the_name_of_its_question(question, stored):
    with pytest.raises(UnreadableAnswer) as refused:
        read_answers({"filling_for": "self", question: stored}, today=TODAY)

    assert refused.value.question_id == question
    assert str(refused.value) == question


def test_a_half_known_date_passes_if_any_of_its_days_would():
    answers = read_answers({"last_arrival_date": "2026-11"}, today=TODAY)

    assert answers.date(last_arrival_date) == said_date("2026-11")


@given(any_answers())
def test_what_is_within_its_limits_reads_back_as_it_was(answers):
    fine = {
        id_: answer
        for id_, answer in answers.items()
        if not problem_with(ASYLUM.questions[id_], answer, today=TODAY)
    }
    stored = answers.only(fine).to_json()

    assert read_answers(stored, today=TODAY) == Answers().plus(fine)


def test_our_own_answers_are_read_long_after_their_limits_have_passed():
    stored = {"next_hearing_date": "2026-12-01", "court_case": "yes"}

    answers = stored_answers(stored)

    with pytest.raises(UnreadableAnswer):
        read_answers(stored, today=date(2030, 1, 1))
    assert answers.date(next_hearing_date) == said_date("2026-12-01")


def test_what_a_later_questionnaire_no_longer_asks_is_left_out():
    stored = {"question_of_old": "yes", "court_case": ["yes"], "asylum_filed": "no"}

    assert dict(stored_answers(stored)) == {"asylum_filed": "no"}


def test_letters_are_composed():
    assert tidied("Jose\u0301", lines=False) == "Jos\u00e9"


def test_joiners_stay_because_persian_and_indic_scripts_need_them():
    assert tidied("می\u200cروم", lines=False) == "می\u200cروم"
    assert tidied("क्\u200dष", lines=False) == "क्\u200dष"


def test_line_breaks_stay_in_a_note_and_become_a_space_elsewhere():
    typed = "one\r\ntwo\u2028three\rfour"

    assert tidied(typed, lines=True) == "one\ntwo\nthree\nfour"
    assert tidied(typed, lines=False) == "one two three four"


@pytest.mark.parametrize(
    "typed, tidy",
    [
        ("a\x00b\x07c\x9bd", "abcd"),
        ("a\tb", "a b"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066name\u2069", "\u2066name\u2069"),
        ("\u2067name", "name"),
        ("name\u2069", "name"),
        ("\u2066a\u2067b\u2069", "a\u2067b\u2069"),
        ("  name \n", "name"),
        ("a\ud800b", "ab"),
        ("\ufeffname", "name"),
    ],
)
def test_marks_that_hide_or_mislead_are_taken_out(typed, tidy):
    assert tidied(typed, lines=False) == tidy


def test_marks_pile_up_on_a_letter_no_higher_than_any_script_needs():
    tall, wide = "o" + "\u030b\u0323" * 900, "t\u0361" + "\u034f\u0488" * 900
    tibetan = "\u0f66\u0f90\u0fb2\u0fb1\u0f71\u0f74\u0f83"
    pointed = "\u05d1\u05bc\u05b0\u0591 \u0644\u0651\u064e\u0670"

    assert [len(tidied(character, lines=False)) for character in (tall, wide)] == [11, 11]
    assert tidied(f"{tall}x\u0301", lines=False)[-2:] == "x\u0301"
    for written in (tibetan, pointed):
        assert tidied(written, lines=False) == normalize("NFC", written)


def test_an_isolate_ends_with_its_line():
    assert tidied("\u2066a\nb\u2069", lines=False) == "a b"


@given(typed=st.text(), lines=st.booleans())
def test_tidy_text_stays_as_it_is(*, typed, lines):
    once = tidied(typed, lines=lines)

    assert tidied(once, lines=lines) == once


@given(typed=st.text(), lines=st.booleans())
def test_nothing_unseen_remains_and_every_letter_does(*, typed, lines):
    tidy = tidied(typed, lines=lines)

    assert all(
        category(character) not in ("Cc", "Cs") or (lines and character == "\n")
        for character in tidy
    )
    assert letters(tidy) == letters(normalize("NFC", typed))


@pytest.mark.parametrize("zero", [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0x1040, 0xFF10])
def test_digits_of_every_script_are_the_same_digits(zero):
    typed = "".join(chr(zero + digit) for digit in range(10))

    assert digits_of_any_script(typed) == "0123456789"


def test_what_only_looks_like_a_digit_is_left_alone():
    assert digits_of_any_script("A² ½ 五 xii-۴") == "A² ½ 五 xii-4"


@pytest.mark.parametrize(
    "written, number",
    [("0", 0), ("007", 7), ("999", 999), ("1000", None), ("", None), ("-1", None), ("1.5", None)]
    + [(second, None) for second in (" 1", "1\n", "²", "\u06f1", "1_0", "x", "9999999999")],
)
def test_a_whole_number_is_read_in_few_digits_or_not_at_all(written, number):
    assert whole_number(written, digits=3) == number


def letters(text):
    return "".join(character for character in normalize("NFC", text) if character.isalpha())


@pytest.mark.parametrize(
    "same",
    [
        *("harbor  north", "HARBOR NORTH", "\uff28arbor North", "Harbornorth"),
        *(
            f"Harbor{mark} North"
            for mark in "\u200b\u2060\u00ad\u200e\u3164\u2800\u034f\ufe0f\u2066"
        ),
    ],
)
def test_names_that_look_alike_have_one_key(same):
    assert name_key(same) == name_key("Harbor North")
    assert name_key(same) != name_key("Harbor South")
