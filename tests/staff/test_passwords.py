from __future__ import annotations

import pytest

from intake.staff import passwords
from intake.staff.passwords import problem_with

EMAIL = "wren.testwood@example.org"
EASY = "Many people use this password, so it is easy to guess. Choose another."


@pytest.mark.parametrize(
    "password",
    [
        "copper kettle nine gulls",
        "aaaa bbbb cccc dddd e",
        "کتاب سبز روی میز کوتاه",
        "x" * 8 + "yzab",
        "copper kettle " * 73 + "at",
    ],
)
def test_a_long_password_of_any_kind_of_characters_is_good_enough(password: str) -> None:
    assert problem_with(password, email=EMAIL) is None


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("eleven char", "Use at least 12 characters. A few words are easy to keep in mind."),
        ("k" * 1025, "Use at most 1,024 characters."),
        ("Password1234", EASY),
        ("abababababab", EASY),
        ("WREN.testwood@example.org", "Choose a password that is not your email address."),
    ],
)
def test_what_is_wrong_with_a_password_is_told(password: str, told: str) -> None:
    problem = problem_with(password, email=EMAIL)

    assert problem is not None
    assert problem.in_english() == told


def test_the_common_ones_are_those_that_length_does_not_refuse() -> None:
    assert len(passwords.COMMON) > 50
    assert all(len(one) >= passwords.SHORTEST for one in passwords.COMMON)
    assert all(one == one.casefold() for one in passwords.COMMON)
