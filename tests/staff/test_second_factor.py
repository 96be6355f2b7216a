import re
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree.ElementTree import fromstring

import pytest

from intake.staff.second_factor import WrongCode, code_at, new_secret, qr, step_of, uri

RFC_SECRET = b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 24, 15, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.mark.parametrize(
    "seconds, code",
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds, code):
    at = datetime.fromtimestamp(seconds, UTC)

    assert code_at(RFC_SECRET, now=at) == code
    assert step_of(code, RFC_SECRET, after=0, now=at) == seconds // 30


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_the_step_before_and_the_step_after_are_accepted(off):
    secret = new_secret()
    code = code_at(secret, now=NOW + off * STEP)

    assert step_of(code, secret, after=0, now=NOW) == int(NOW.timestamp()) // 30 + off


@pytest.mark.parametrize("off", [-2, 2])
def test_steps_further_off_are_not(off):
    secret = new_secret()
    code = code_at(secret, now=NOW + off * STEP)

    with pytest.raises(WrongCode):
        step_of(code, secret, after=0, now=NOW)


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "\u0966"], ids=["arabic", "persian", "hindi"])
def test_a_code_is_read_in_the_digits_of_any_script(zero):
    secret = new_secret()
    typed = code_at(secret, now=NOW).translate(
        {48 + digit: ord(zero) + digit for digit in range(10)}
    )

    step = step_of(f"{typed[:3]} {typed[3:]}", secret, after=0, now=NOW)

    assert step == int(NOW.timestamp()) // 30


def test_a_step_that_was_used_is_used():
    secret = new_secret()
    code = code_at(secret, now=NOW)
    step = step_of(code, secret, after=0, now=NOW)

    with pytest.raises(WrongCode):
        step_of(code, secret, after=step, now=NOW)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34 5x"])
def test_what_is_no_code_is_wrong(typed):
    with pytest.raises(WrongCode):
        step_of(typed, new_secret(), after=0, now=NOW)


@pytest.mark.parametrize("between", [" ", "-", "\u00a0"])
def test_a_code_may_be_typed_in_two_parts_as_the_app_shows_it(between):
    code = code_at(RFC_SECRET, now=NOW)

    assert step_of(f" {code[:3]}{between}{code[3:]} ", RFC_SECRET, after=0, now=NOW)


def test_a_secret_is_32_letters_of_base_32():
    assert re.fullmatch(r"[A-Z2-7]{32}", new_secret())
    assert new_secret() != new_secret()


def test_the_app_is_told_the_secret_the_address_and_who_we_are():
    parts = urlsplit(uri(RFC_SECRET, email="wren@example.org", issuer="Harbor desk"))

    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Harbor desk:wren@example.org"
    assert parse_qs(parts.query)["secret"] == [RFC_SECRET]


def test_the_picture_is_plain_svg_that_a_strict_policy_shows():
    drawn = qr(RFC_SECRET, email="wren@example.org", issuer="Harbor desk")
    attributes = {name for element in fromstring(drawn).iter() for name in element.attrib}

    assert attributes <= {"class", "width", "height", "transform", "fill", "stroke", "d"}
    assert "<script" not in drawn
    assert 'class="qr"' in drawn
    assert all(colour in drawn for colour in ('fill="#fff"', 'stroke="#000"'))


def test_the_picture_is_large_and_tells_whose_account_it_is():
    """Four dots a square, and so many squares that a seventh of them may be lost."""
    first = qr(RFC_SECRET, email="wren@example.org", issuer="Harbor desk")
    second = qr(RFC_SECRET, email="wren@example.org", issuer="Meadow desk")

    assert first != second
    assert 'width="228" height="228"' in first
