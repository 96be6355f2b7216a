"""Names across scripts and spellings: those that match, those that do not, and their index."""

from itertools import product
from typing import Any

import pytest

from intake.conflicts.card_index import (
    FORMAT,
    PackedCard,
    index_from_bytes,
    index_of,
    may_be_opposed,
    traits,
)
from intake.conflicts.name_parts import contains_name, may_be_same_name, mixes_alphabets, parse_name
from intake.conflicts.phonetic_index import NameMatcher, sound_keys_of
from intake.conflicts.traits import Why, in_common
from tests.cases.making import TODAY
from tests.conflicts.pairs import NOT_ONE, ONE_PERSON


@pytest.mark.parametrize("name, spelling", ONE_PERSON)
def test_spellings_of_one_name_match(name, spelling):
    assert may_be_same_name(parse_name(name), parse_name(spelling))
    assert may_be_same_name(parse_name(spelling), parse_name(name))


@pytest.mark.parametrize("name, lookalike", NOT_ONE)
def test_names_that_only_look_alike_do_not_match(name, lookalike):
    assert not may_be_same_name(parse_name(name), parse_name(lookalike))
    assert not may_be_same_name(parse_name(lookalike), parse_name(name))


def test_precision_and_recall_are_perfect_on_the_pairs(tell):
    assert len(ONE_PERSON) >= 60
    assert len(NOT_ONE) >= 60

    right = sum(may_be_same_name(*map(parse_name, pair)) for pair in ONE_PERSON)
    wrong = sum(may_be_same_name(*map(parse_name, pair)) for pair in NOT_ONE)
    precision, recall = right / (right + wrong), right / len(ONE_PERSON)

    tell(
        f"names: precision {precision:.3f}, recall {recall:.3f}, "
        f"{len(ONE_PERSON)} pairs of one person, {len(NOT_ONE)} of two"
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


AGAINST = {Why.NAMED_BY_THEM, Why.NAMES_THEM}
CARDS: list[dict[str, Any]] = [
    {"name_to_use": first, "names": [second], "do_not_tell": f"my uncle {feared}, of my town"}
    for (first, second), (feared, _) in zip(
        (*ONE_PERSON, *NOT_ONE), (*NOT_ONE[7:], *ONE_PERSON, *NOT_ONE[:7]), strict=True
    )
]


def test_no_card_that_names_or_is_named_is_missed():
    some = CARDS[::3]
    index, people = stored(some), [traits(card) for card in some]
    opposed = {
        (at, second)
        for (at, person), (second, candidate) in product(enumerate(people), repeat=2)
        if AGAINST.intersection(in_common(person, candidate))
    }

    candidates = {
        (at, second) for at, person in enumerate(people) for second in may_be_opposed(index, person)
    }

    assert len(opposed) > len(some)
    assert opposed <= candidates
    assert len(candidates) < len(some) ** 2 / 4, "few others are compared"


def test_a_number_is_found_by_its_end_whatever_its_writing():
    index = stored(
        [
            {"name_to_use": "Lumo", "a_number": "A12-345-678"},
            {"name_to_use": "Wren", "contact": {"phone": "+1 (202) 555-0143"}},
            {"name_to_use": "Gull", "contact": {"email": "Gull @Example.org", "phone": 5}},
        ]
    )

    assert list(index.ending_with("a_number", "5678")) == [0]
    assert list(index.ending_with("phone", "2025550143")) == [1]
    assert list(index.ending_with("phone", "5")) == []
    assert list(index.ending_with("email", "gull@example.org")) == [2]


def test_a_stored_index_gives_the_cards_back():
    index = stored(CARDS)

    assert [index.card(at)["names"] for at in range(len(CARDS))] == [
        card["names"] for card in CARDS
    ]
    assert index.columns == made(CARDS).columns
    assert index.sounds == made(CARDS).sounds


def test_a_pack_of_another_format_is_not_read():
    content = made(CARDS).to_bytes()

    newer = content.replace(f'"format": {FORMAT}'.encode(), b'"format": 99', 1)

    assert index_from_bytes(newer) is None


def made(cards):
    packed = [
        PackedCard(
            id=f"{at:032x}",
            reference=f"{at:04}-TEST",
            version=1,
            invented=False,
            fingerprint=f"{at:024x}",
            card=card,
            sounds=sound_keys_of((card["name_to_use"], *card.get("names", ()))),
        )
        for at, card in enumerate(cards)
    ]
    return index_of(packed, made_on=TODAY)


def stored(cards):
    """Return an index that was written and read again."""
    index = index_from_bytes(made(cards).to_bytes())
    if index is None:
        pytest.fail("not read")
    return index
