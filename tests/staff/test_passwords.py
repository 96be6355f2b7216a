import pytest

from intake.staff import passwords
from intake.staff.passwords import problem_with

EMAIL = "wren.testwood@example.org"
EASY = "This password is easy to guess. Use the passphrase we suggest."


@pytest.mark.parametrize(
    "password",
    [
        "copper kettle nine gulls",
        "کتاب سبز روی میز کوتاه",
        "copper kettle " * 73 + "at",
    ],
)
def test_a_long_password_of_any_kind_of_characters_is_good_enough(password):
    assert problem_with(password, email=EMAIL) is None


@pytest.mark.parametrize(
    "password, text",
    [
        ("eleven char", "Use at least 12 characters. A few random words are easy to remember."),
        ("k" * 1025, "Use at most 1,024 characters."),
        ("Password1234", EASY),
        ("Asylum2026!!", EASY),
        ("wren.testwood1", EASY),
        ("xxxxxxxxyzab", EASY),
        ("abababababab", EASY),
        ("WREN.testwood@example.org", "Your password cannot be your email address."),
    ],
)
def test_what_is_wrong_with_a_password_is_told(password, text):
    problem = problem_with(password, email=EMAIL)

    assert problem is not None
    assert problem.in_english() == text


def test_an_offered_passphrase_has_seven_words_and_is_good_enough():
    phrases = [passwords.new_passphrase() for _ in range(20)]

    assert len(set(phrases)) == 20
    assert all(len(phrase.split(" ")) == 7 for phrase in phrases)
    assert all(problem_with(phrase, email=EMAIL) is None for phrase in phrases)


def test_an_offered_passphrase_is_drawn_from_1296_words():
    assert len(set(passwords._words())) == 1296
