"""The card and the reference of a case."""

import json
import re

from intake.cases.card import Card
from intake.cases.pipeline import new_reference


def test_a_card_survives_its_sealed_form():
    card = Card(
        name_to_use="Lumo",
        names=("Lumo Test-Wrenfold", "لومو"),
        birth_date={"calendar": "ethiopian", "said": "1985-13-03"},
        spoken_languages=("am", "other"),
        chips=("R02", "unclear_date"),
        contact={"contact_methods": ["call"], "ok_text": "no"},
    )

    assert Card.from_json(json.loads(json.dumps(card.to_json()))) == card


def test_a_card_of_another_release_is_read_without_its_unknown_fields():
    assert Card.from_json({"name_to_use": "Lumo", "later_field": 1}) == Card(name_to_use="Lumo")


def test_a_card_keeps_the_keys_that_cards_already_have():
    stored = Card(sound_keys=("lm",), sound_keys_version=1, revision=3).to_json()

    assert (stored["heard"], stored["heard_as"], stored["told"]) == (("lm",), 1, 3)
    assert not {"sound_keys", "sound_keys_version", "revision"} & set(stored)


def test_a_reference_has_eight_letters_that_are_not_mistaken_for_others():
    references = {new_reference() for _ in range(500)}

    assert len(references) == 500
    for reference in references:
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference)
