"""A name that looks like another's by letters of a second alphabet is told."""

from __future__ import annotations

import pytest

from intake.conflicts.lookalikes import mixes_alphabets


@pytest.mark.parametrize("name", ["\u0410nna Testfold", "Mirel\u03b1", "Anna Te\u0455tfold"])
def test_letters_of_two_alphabets_in_one_word(name: str) -> None:
    assert mixes_alphabets(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Anna Testfold", "Анна Тестова", "Anna Тестова", "O\u02bcTest", "Nguyễn Test-Đức"),
        *("مریم Test", "테스트 Test", "田Test", "N'Test", "", "123"),
    ],
)
def test_names_as_people_write_them(name: str) -> None:
    assert not mixes_alphabets(name)
