"""Typed text is made safe to keep, and stays what the person wrote."""

from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.questionnaire.tidy import digits_of_any_script, name_key, tidied, whole_number


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
    "same", ["harbor  north", "HARBOR NORTH", "\uff28arbor North", "Harbornorth"]
)
def test_names_that_look_alike_have_one_key(same):
    assert name_key(same) == name_key("Harbor North")
    assert name_key(same) != name_key("Harbor South")
