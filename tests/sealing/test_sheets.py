from base64 import b32decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sealing.sheets import (
    ALPHABET,
    LENGTH,
    MistypedSheet,
    Sheet,
    check_letter,
    new_sheets,
    read_sheet,
)

sheets = st.builds(Sheet, name=st.sampled_from("ABC"), secret=st.binary(min_size=32, max_size=32))


@given(sheets)
def test_a_sheet_is_read_as_it_was_printed(sheet):
    assert read_sheet(sheet.text) == read_sheet(sheet.letters) == sheet


def test_a_sheet_with_every_letter_in_it_is_read():
    sheet = Sheet(name="A", secret=b32decode(f"{ALPHABET}{'A' * 20}===="))

    assert set(sheet.letters) == set(ALPHABET)
    assert read_sheet(sheet.text) == sheet


@given(sheets)
def test_however_a_person_types_it_it_is_read(sheet):
    misread = sheet.letters.replace("O", "0").replace("I", "1").replace("B", "8")

    for typed in (
        sheet.text.lower(),
        sheet.text.replace(" ", "-"),
        f"  {sheet.text}\r\n",
        "\n".join(sheet.text.split()),
        "\u00a0".join(sheet.text.split()),
        misread,
    ):
        assert read_sheet(typed) == sheet


def test_every_wrong_letter_is_noticed():
    letters = new_sheets()[0].letters

    for at in range(LENGTH):
        for wrong in set(ALPHABET) - {letters[at]}:
            with pytest.raises(MistypedSheet):
                read_sheet(letters[:at] + wrong + letters[at + 1 :])


@given(sheets, st.integers(0, LENGTH - 2))
def test_two_neighbours_swapped_are_noticed(sheet, at):
    letters = sheet.letters
    swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]

    if swapped != letters:
        with pytest.raises(MistypedSheet):
            read_sheet(swapped)


@given(sheets)
def test_a_letter_too_few_or_too_many_is_noticed(sheet):
    for typed in (sheet.letters[:-1], sheet.letters[1:], sheet.letters + "A", "", "A" * 53):
        with pytest.raises(MistypedSheet):
            read_sheet(typed)


@given(st.text(max_size=80))
def test_whatever_is_typed_nothing_else_is_raised(typed):
    with pytest.raises(MistypedSheet) as failure:
        read_sheet(typed)

    assert failure.value.args == ()


def test_a_sheet_of_no_known_name_is_refused():
    unchecked = "D" + new_sheets()[0].letters[1:-1]

    with pytest.raises(MistypedSheet):
        read_sheet(unchecked + check_letter(unchecked))


def test_spare_bits_that_are_not_zero_are_refused():
    """Each sheet is written in one way alone."""
    unchecked = Sheet(name="A", secret=bytes(32)).letters[:-2] + "B"

    with pytest.raises(MistypedSheet):
        read_sheet(unchecked + check_letter(unchecked))


def test_three_sheets_have_three_secrets():
    three = new_sheets()

    assert [sheet.name for sheet in three] == ["A", "B", "C"]
    assert len({sheet.secret for sheet in three}) == 3


def test_a_sheet_does_not_show_its_secret_by_itself():
    sheet = new_sheets()[0]

    assert repr(sheet) == "Sheet(name='A')"
