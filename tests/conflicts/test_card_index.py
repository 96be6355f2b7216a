"""The index of a pack finds at least every card that the comparison of two cards would."""

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
from intake.conflicts.phonetic_index import sound_keys_of
from intake.conflicts.traits import Why, in_common
from tests.cases.making import TODAY
from tests.conflicts.pairs import NOT_ONE, ONE_PERSON

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
