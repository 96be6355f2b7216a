"""The rows of places: whole, named, each to be looked at again; a broken row is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.law.parameter import Confidence
from intake.referrals.places import shipped
from intake.referrals.shelf import BadPlace, read_places
from intake.referrals.wording import SAYS

ROW = """
[[place]]
id = "lantern"
name = "Invented Lantern Legal Aid"
says = "Free lawyers in Texas"
kinds = ["lawyer"]
needs = ["anybody"]
states = ["TX"]
languages = ["es"]
phone = "1-555-0100"
price = "free"
source = "invented"
verified_by = "nobody"
review_by = 2027-01-31
confidence = "knowledge"
"""


def test_every_sentence_belongs_to_a_place_and_every_place_has_one() -> None:
    assert set(SAYS) == {place.id for place in shipped()}


def test_what_was_read_in_its_source_says_when_and_nothing_else_pretends_to() -> None:
    for place in shipped():
        read = place.confidence is Confidence.VERIFIED
        assert (place.last_verified is not None) == read, place.id
        assert place.last_verified is None or place.last_verified < place.review_by


def test_nobody_asks_for_money_without_saying_so() -> None:
    assert {place.id for place in shipped() if place.price == "paid"} == {"aila"}


def test_an_operators_own_row_says_itself_what_it_does(tmp_path: Path) -> None:
    (place,) = read_places(written(tmp_path, ROW))

    assert (place.says, place.states, place.languages) == (
        "Free lawyers in Texas",
        ("TX",),
        ("es",),
    )


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        ('id = "lantern"', ""),
        ('says = "Free lawyers in Texas"', ""),
        ('kinds = ["lawyer"]', "kinds = []"),
        ('needs = ["anybody"]', 'needs = ["somebody"]'),
        ('price = "free"', 'price = "cheap"'),
        ("review_by = 2027-01-31", 'review_by = "soon"'),
        ('phone = "1-555-0100"', 'phone = "1-555-0100"\nfax = "1-555-0101"'),
        ('source = "invented"', 'source = ""'),
    ],
)
def test_a_row_that_is_not_whole_is_refused(tmp_path: Path, whole: str, broken: str) -> None:
    with pytest.raises(BadPlace):
        read_places(written(tmp_path, ROW.replace(whole, broken)))


def test_two_rows_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPlace):
        read_places(written(tmp_path, ROW + ROW))


def written(folder: Path, text: str) -> Path:
    file = folder / "places.toml"
    file.write_text(text, "utf-8")
    return file
