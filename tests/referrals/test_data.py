"""The rows of places: complete, within reach, with source and check; a broken row is refused."""

from datetime import date

import pytest

from intake.law.parameter import Confidence
from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.countries import CODES
from intake.questionnaire.languages import TAGS
from intake.referrals.place import WAYS, Need
from intake.referrals.places import shipped
from intake.referrals.shelf import BadPlace, read_places, stored_place, stored_row
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
phone = "555-010-0100"
price = "free"
source = "invented"
checked_by = "nobody"
review_by = 2027-01-31
confidence = "knowledge"
"""


def test_every_sentence_belongs_to_a_place_and_every_place_has_one():
    assert set(SAYS) == {place.id for place in shipped()}


def test_each_place_has_a_way_to_reach_it_a_source_and_a_review():
    for place in shipped():
        assert any(getattr(place, way) for way in WAYS), place.id
        assert len(place.source) > 5, place.id
        assert place.checked_by, place.id
        assert place.checked_on is None or place.checked_on < place.review_by, place.id


def test_what_was_read_in_its_source_says_when():
    for place in shipped():
        if place.confidence is Confidence.VERIFIED:
            assert place.checked_on is not None, place.id
            assert place.ways, place.id


def test_what_no_source_confirmed_is_not_shown():
    unread = [place for place in shipped() if place.checked_on is None]

    assert {place.id for place in unread} >= {"aba_detention_line", "detention_hotline"}
    assert [place.id for place in unread if place.ways] == []
    by_id = {place.id: place for place in shipped()}
    assert by_id["immigration_equality"].phone
    assert by_id["immigration_equality"].ways == ("web",)


@pytest.mark.parametrize("state", ["CA", "FL", "NY", "TX", "NJ", "MA", "IL", "GA", "VA", "MD"])
def test_each_of_the_ten_states_has_two_places_for_asylum_cases(state):
    near = [place for place in shipped() if state in place.states and Need.ANYBODY in place.needs]

    assert len(near) >= 2
    assert any(place.ways and place.checked_on for place in near)


@pytest.mark.parametrize(
    "id_, number",
    [
        ("orr_parents", "1-800-203-7001"),
        ("domestic_violence", "1-800-799-7233"),
        ("trafficking", "1-888-373-7888"),
        ("crisis_line", "988"),
        ("court_status", "1-800-898-7180"),
    ],
)
def test_the_national_lines_are_shown_with_their_numbers(id_, number):
    (place,) = [place for place in shipped() if place.id == id_]

    assert place.phone == number
    assert not place.hidden(date(2026, 11, 27))


def test_codes_of_states_are_those_of_the_form():
    known = {option.code for option in STATES}

    assert {state for place in shipped() for state in place.states} <= known


def test_languages_are_those_of_the_form():
    assert {tag for place in shipped() for tag in place.languages} <= TAGS


def test_codes_of_countries_are_known_and_never_the_us():
    codes = {code for place in shipped() for code in (*place.countries, *place.nationalities)}

    assert codes <= CODES - {"US"}


def test_a_stored_row_gives_the_same_place():
    for place in shipped():
        assert stored_place(stored_row(place)) == place


def test_nobody_asks_for_money_without_saying_so():
    assert {place.id for place in shipped() if place.price == "paid"} == {"aila"}


def test_an_operators_own_row_says_itself_what_it_does(tmp_path):
    (place,) = read_places(written(tmp_path, ROW))

    assert (place.says, place.states, place.languages) == (
        "Free lawyers in Texas",
        ("TX",),
        ("es",),
    )


@pytest.mark.parametrize(
    "whole, broken",
    [
        ('id = "lantern"', ""),
        ('says = "Free lawyers in Texas"', ""),
        ('kinds = ["lawyer"]', "kinds = []"),
        ('needs = ["anybody"]', 'needs = ["somebody"]'),
        ('price = "free"', 'price = "cheap"'),
        ("review_by = 2027-01-31", 'review_by = "soon"'),
        ('phone = "555-010-0100"', 'phone = "555-010-0100"\nfax = "555-010-0101"'),
        ('source = "invented"', 'source = ""'),
        ('phone = "555-010-0100"', 'phone = "ask Zanzibar"'),
        ('phone = "555-010-0100"', ""),
        ('phone = "555-010-0100"', 'web = "https://example.org"'),
        ('phone = "555-010-0100"', 'phone = "555-010-0100"\nunconfirmed = ["web"]'),
        ('confidence = "knowledge"', 'confidence = "certain"'),
    ],
)
def test_a_row_that_is_not_whole_is_refused(tmp_path, whole, broken):
    with pytest.raises(BadPlace):
        read_places(written(tmp_path, ROW.replace(whole, broken)))


def test_two_rows_of_one_id_are_refused(tmp_path):
    with pytest.raises(BadPlace):
        read_places(written(tmp_path, ROW + ROW))


def written(folder, text):
    file = folder / "places.toml"
    file.write_text(text, "utf-8")
    return file
