"""Names across scripts and spellings: those that match, and those that do not."""

import sys

import pytest

from intake.conflicts.name_parts import contains_name, may_be_same_name, parse_name
from intake.conflicts.phonetic_index import NameMatcher, sound_keys_of
from tests.conflicts.pairs import NOT_ONE, ONE_PERSON


@pytest.mark.parametrize("name, spelling", ONE_PERSON)
def test_spellings_of_one_name_match(name, spelling):
    assert may_be_same_name(parse_name(name), parse_name(spelling))
    assert may_be_same_name(parse_name(spelling), parse_name(name))


@pytest.mark.parametrize("name, lookalike", NOT_ONE)
def test_names_that_only_look_alike_do_not_match(name, lookalike):
    assert not may_be_same_name(parse_name(name), parse_name(lookalike))
    assert not may_be_same_name(parse_name(lookalike), parse_name(name))


def test_precision_and_recall_are_perfect_on_the_pairs(capsys):
    assert len(ONE_PERSON) >= 60
    assert len(NOT_ONE) >= 60

    right = sum(may_be_same_name(*map(parse_name, pair)) for pair in ONE_PERSON)
    wrong = sum(may_be_same_name(*map(parse_name, pair)) for pair in NOT_ONE)
    precision, recall = right / (right + wrong), right / len(ONE_PERSON)

    with capsys.disabled():
        sys.stdout.write(
            f"\nnames: precision {precision:.3f}, recall {recall:.3f}, "
            f"{len(ONE_PERSON)} pairs of one person, {len(NOT_ONE)} of two\n"
        )
    assert (precision, recall) == (1.0, 1.0)


@pytest.mark.parametrize(
    "search, name",
    [
        ("Mohammad", "محمد کریمی"),
        ("کریمی", "Mohammad Karimi"),
        ("karimi muhamed", "Mohammad Ahmad Karimi"),
        ("Minsu", "Kim Min-su"),
        ("Abdulrahman", "Abdul Rahman Sadiq"),
    ],
)
def test_a_part_of_a_name_is_enough_for_a_search(search, name):
    assert contains_name(parse_name(name), parse_name(search))


@pytest.mark.parametrize("name, spelling", ONE_PERSON)
def test_the_sound_keys_of_a_card_miss_no_spelling(name, spelling):
    for search, stored in ((name, spelling), (spelling, name)):
        keys = sound_keys_of([stored, "Somebody Else"])
        index = {key: [0] for key in keys}
        assert NameMatcher(parse_name(search), keys).candidates(index) == {0}


@pytest.mark.parametrize("blank", ["", "  ", "---", "12345", "\u200d", "ʼ’"])
def test_a_name_without_letters_matches_no_other(blank):
    assert not may_be_same_name(parse_name(blank), parse_name(blank))
    assert not contains_name(parse_name("Mohammad Karimi"), parse_name(blank))


def test_a_name_of_many_words_is_compared_in_time():
    long = parse_name(" ".join(["Mohammad"] * 200))

    assert may_be_same_name(long, long)
