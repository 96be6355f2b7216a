"""Names across scripts and spellings: which may be one person's, and which are not."""

from __future__ import annotations

import sys

import pytest

from intake.conflicts.name_parts import is_found_in, may_be_one, spelled
from intake.conflicts.phonetic_index import Listener, heard_in
from tests.conflicts.pairs import NOT_ONE, ONE_PERSON


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_spellings_of_one_name_are_found(one: str, other: str) -> None:
    assert may_be_one(spelled(one), spelled(other))
    assert may_be_one(spelled(other), spelled(one))


@pytest.mark.parametrize(("one", "other"), NOT_ONE)
def test_names_that_only_look_alike_are_told_apart(one: str, other: str) -> None:
    assert not may_be_one(spelled(one), spelled(other))
    assert not may_be_one(spelled(other), spelled(one))


def test_how_sure_a_match_is_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(ONE_PERSON) >= 60
    assert len(NOT_ONE) >= 60

    found = sum(may_be_one(spelled(one), spelled(other)) for one, other in ONE_PERSON)
    wrong = sum(may_be_one(spelled(one), spelled(other)) for one, other in NOT_ONE)
    precision, recall = found / (found + wrong), found / len(ONE_PERSON)

    with capsys.disabled():
        sys.stdout.write(
            f"\nnames: precision {precision:.3f}, recall {recall:.3f}, "
            f"{len(ONE_PERSON)} pairs of one person, {len(NOT_ONE)} of two\n"
        )
    assert (precision, recall) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Mohammad", "محمد کریمی"),
        ("کریمی", "Mohammad Karimi"),
        ("karimi muhamed", "Mohammad Ahmad Karimi"),
        ("Minsu", "Kim Min-su"),
        ("Abdulrahman", "Abdul Rahman Sadiq"),
    ],
)
def test_a_part_of_a_name_is_enough_to_search_by(asked: str, name: str) -> None:
    assert is_found_in(spelled(asked), spelled(name))


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_what_a_card_keeps_of_a_name_lets_no_spelling_slip(one: str, other: str) -> None:
    for asked, name in ((one, other), (other, one)):
        heard = heard_in([name, "Somebody Else"])
        assert Listener(spelled(asked), heard).may_be_in(heard)


@pytest.mark.parametrize("nothing", ["", "  ", "---", "12345", "\u200d", "ʼ’"])
def test_a_name_without_letters_is_like_no_other(nothing: str) -> None:
    assert not may_be_one(spelled(nothing), spelled(nothing))
    assert not is_found_in(spelled(nothing), spelled("Mohammad Karimi"))


def test_the_longest_name_is_compared_in_good_time() -> None:
    long = spelled(" ".join(["Mohammad"] * 200))

    assert may_be_one(long, long)
