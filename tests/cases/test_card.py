"""The card and the reference of a case."""

import json
import re
from datetime import date, timedelta

import pytest

from intake.cases.card import Card
from intake.cases.pipeline import CloseReason, code_ends_on, erase_on, new_reference
from tests.cases.tables import CLOSES


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
    stored = Card(sound_keys=("lm",), revision=3).to_json()

    assert (stored["heard"], stored["told"]) == (("lm",), 3)
    assert not {"sound_keys", "revision"} & set(stored)


def test_a_reference_has_eight_letters_that_are_not_mistaken_for_others():
    references = {new_reference() for _ in range(500)}

    assert len(references) == 500
    for reference in references:
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference)


CLOSED = date(2026, 11, 24)


@pytest.mark.parametrize("reason", CloseReason)
def test_the_period_depends_on_the_reason(reason):
    _, days = CLOSES[reason]
    for promised in (90, 14):
        ends_on = CLOSED + timedelta(promised if days is None else days)

        assert erase_on(reason, closed_on=CLOSED, promised_days=promised) == ends_on


@pytest.mark.parametrize("erased_after, ends_after", [(365, 30), (30, 30), (14, 14)])
def test_a_code_works_for_thirty_days_and_never_after_the_erasing(erased_after, ends_after):
    ends_on = code_ends_on(CLOSED, erase_on=CLOSED + timedelta(erased_after))

    assert ends_on == CLOSED + timedelta(ends_after)
