"""The link to call dials one number, whatever else people write beside it."""

import pytest

from intake.referrals.places import shipped
from intake.settings.review import call_address, is_doubtful


@pytest.mark.parametrize(
    "text, address",
    [
        ("+1 555 010 0100", "tel:+15550100100"),
        ("+1 555 010 0100 (Mo-Fr 9-5)", "tel:+15550100100"),
        ("(555) 010-0100 ext. 4", "tel:5550100100"),
        ("(555) 010-0100 x4", "tel:5550100100"),
        ("555.010.0100, extension 12", "tel:5550100100"),
        ("555\u2013010\u00a00100", "tel:5550100100"),
        ("24/7: 555 010 0100", "tel:5550100100"),
        ("555 010 0100 or 555 010 0199", "tel:5550100100"),
        ("555 010 0100, 555 010 0199", "tel:5550100100"),
        ("211", "tel:211"),
        (
            "+\u06f1 \u06f5\u06f5\u06f5 \u06f0\u06f1\u06f0 \u06f0\u06f1\u06f0\u06f0",
            "tel:+15550100100",
        ),
        ("Call the office", ""),
        ("Mo-Fr 9-5", ""),
        ("15", "tel:15"),
        ("", ""),
    ],
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
