"""Texts that are accepted as one email address, and those that are not."""

import pytest

from intake.outbox.addresses import is_one_address


@pytest.mark.parametrize(
    "address", ["ana@example.org", "ana.b+desk@mail.example.org", "ana@bücher.example"]
)
def test_one_address_is_accepted(address):
    assert is_one_address(address)


@pytest.mark.parametrize(
    "text",
    [
        *("", "ana", "ana@", "@example.org", "ana@example.org@example.net"),
        *("ana@example.org, ben@example.org", "ana@example.org ben@example.org"),
        *("Ana <ana@example.org>", "ana@example.org\r\nBcc: ben@example.org"),
        *("ana@example.org\n", "ana@example.org\x00", "ana@exam\u2028ple.org"),
        *("ana@exam\u202eple.org", "a\u00f1a@example.org", f"ana@{'ü' * 70}.example"),
        f"{'a' * 250}@example.org",
    ],
)
def test_text_that_could_carry_a_header_is_refused(text):
    assert not is_one_address(text)
