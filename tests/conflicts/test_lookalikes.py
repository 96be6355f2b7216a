"""Names that look like another by letters of a second alphabet are noticed."""

import pytest

from intake.conflicts.name_parts import mixes_alphabets


@pytest.mark.parametrize("name", ["\u0410nna Testfold", "Mirel\u03b1", "Anna Te\u0455tfold"])
def test_a_word_in_two_alphabets_is_noticed(name):
    assert mixes_alphabets(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Anna Testfold", "Анна Тестова", "Anna Тестова", "O\u02bcTest", "Nguyễn Test-Đức"),
        *("مریم Test", "테스트 Test", "田Test", "N'Test", "", "123"),
    ],
)
def test_ordinary_names_are_not_noticed(name):
    assert not mixes_alphabets(name)
