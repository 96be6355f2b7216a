import pytest

from intake.staff.invitations import NotAnAddress, look_ups, read_address

NOW, BEFORE = "a-secret-of-now-0123456789-abcdefghij", "a-secret-before-0123456789-abcdefghi"


def test_an_address_is_found_however_it_is_typed():
    written = look_ups("Wren.Testwood@Example.org", secrets=(NOW,))

    assert look_ups("  wren.testwood@example.ORG ", secrets=(NOW,)) == written
    assert look_ups("wren.testwoods@example.org", secrets=(NOW,)) != written


def test_another_secret_gives_another_hash_and_the_one_of_now_comes_first():
    both = look_ups("wren@example.org", secrets=(NOW, BEFORE))

    assert both[0] == look_ups("wren@example.org", secrets=(NOW,))[0]
    assert both[1] == look_ups("wren@example.org", secrets=(BEFORE,))[0]
    assert both[0] != both[1]


def test_an_address_is_kept_as_a_letter_can_go_to_it():
    assert read_address("  wren@example.org ") == "wren@example.org"


@pytest.mark.parametrize(
    "typed",
    [
        *("", "wren", "wren@", "@example.org", "wren@localhost", "a@example.org, b@example.org"),
        *(
            "wren@example.org\r\nBcc: gull@example.org",
            "wren@example\u2028.org",
            "wr\0en@example.org",
        ),
        *("Wren <wren@example.org>", "wren@example.org\nx"),
    ],
)
def test_what_cannot_be_one_address_is_refused(typed):
    with pytest.raises(NotAnAddress):
        read_address(typed)
