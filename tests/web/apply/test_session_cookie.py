"""The mark in the cookie: only the server writes one, and nothing else is believed."""

from __future__ import annotations

import pytest

from intake.web.session_cookie import saves_in, cookie_text, token_of

TOKEN, OTHER = b"t" * 32, b"o" * 32
SECRET = "a-secret-of-the-applicants-door"


def test_a_mark_is_read_as_it_was_written() -> None:
    for kept in (1, 12, 999_999):
        cookie = cookie_text(TOKEN, kept, secret=SECRET)

        assert saves_in(cookie, secrets=[SECRET]) == kept
        assert token_of(cookie) == cookie_text(TOKEN, 0, secret=SECRET)


def test_a_mark_of_before_the_secret_was_changed_still_counts() -> None:
    cookie = cookie_text(TOKEN, 3, secret=SECRET)

    assert saves_in(cookie, secrets=["another", SECRET]) == 3
    assert saves_in(cookie, secrets=["another"]) == 0


@pytest.mark.parametrize(
    "told",
    ["", ".", "..", ".9", ".9.", ".9.{mac}", ".-3.{mac}", ".٣.{mac}", ".3.{mac}x"],
)
def test_what_somebody_made_up_counts_for_nothing(told: str) -> None:
    text, _, mark = cookie_text(TOKEN, 3, secret=SECRET).partition(".")
    mac = mark.partition(".")[2]

    assert saves_in(text + told.format(mac=mac), secrets=[SECRET]) == 0


def test_the_mark_of_another_session_counts_for_nothing() -> None:
    mark = cookie_text(OTHER, 9, secret=SECRET).partition(".")[2]

    assert saves_in(f"{cookie_text(TOKEN, 0, secret=SECRET)}.{mark}", secrets=[SECRET]) == 0
