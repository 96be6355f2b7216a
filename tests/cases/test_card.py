"""The card, and the reference."""

from __future__ import annotations

import json
import re

from intake.cases.card import Card
from intake.cases.reference import new_reference


def test_a_card_comes_back_as_it_was_sealed() -> None:
    card = Card(
        name_to_use="Lumo",
        names=("Lumo Test-Wrenfold", "لومو"),
        birth_date={"calendar": "ethiopian", "said": "1985-13-03"},
        spoken_languages=("am", "other"),
        chips=("R02", "unclear_date"),
        contact={"contact_methods": ["call"], "ok_text": "no"},
    )

    assert Card.from_json(json.loads(json.dumps(card.to_json()))) == card


def test_a_card_of_another_release_opens_with_what_is_known() -> None:
    assert Card.from_json({"name_to_use": "Lumo", "later_field": 1}) == Card(name_to_use="Lumo")


def test_references_are_eight_letters_that_nobody_misreads() -> None:
    some = {new_reference() for _ in range(500)}

    assert len(some) == 500
    for reference in some:
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference)
