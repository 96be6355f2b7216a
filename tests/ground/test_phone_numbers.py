"""The link to call dials one number, whatever else people write beside it."""

import pytest

from intake.referrals.places import shipped
from intake.settings.review import call_address, is_doubtful
from tests.support.tables import beside


@pytest.mark.parametrize(
    "text, address",
    beside(__file__),
)
def test_one_number_is_dialled(text, address):
    assert call_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "+1 555 010 0100 (Mo-Fr 9-5)",
        "1-800-FLOWERS",
        "555 010 0100 or 555 010 0199",
        "555 010 0100, 555 010 0199",
        "555 010 0100 555 010 0199",
    ],
)
def test_words_and_a_second_number_are_doubtful(text):
    assert is_doubtful(text)


@pytest.mark.parametrize(
    "text", ["", "211", "+1 (555) 010-0100", "(555) 010-0100 ext. 4", "555.010.0100x4"]
)
def test_a_number_and_its_extension_are_not(text):
    assert not is_doubtful(text)


def test_the_numbers_of_referral_places_are_all_dialled():
    numbers = [place.phone for place in shipped() if place.phone]

    assert numbers
    assert [number for number in numbers if is_doubtful(number) or not call_address(number)] == []
