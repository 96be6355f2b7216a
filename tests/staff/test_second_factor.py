"""The second factor: codes of an app, and codes on paper."""

import re
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree.ElementTree import fromstring

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from intake.staff import recovery_codes
from intake.staff.models import RecoveryCode
from intake.staff.recovery_codes import COUNT, grouped, is_one
from intake.staff.second_factor import WrongCode, code_at, new_secret, qr, step_of, uri
from tests.staff.making import member, team

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

    assert code_at(RFC_SECRET, at) == code
    assert step_of(code, RFC_SECRET, after=0, now=at) == seconds // 30


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_the_step_before_and_the_step_after_are_accepted(off):
    secret = new_secret()
    code = code_at(secret, NOW + off * STEP)

    assert step_of(code, secret, after=0, now=NOW) == int(NOW.timestamp()) // 30 + off


@pytest.mark.parametrize("off", [-2, 2])
def test_steps_further_off_are_not(off):
    secret = new_secret()
    code = code_at(secret, NOW + off * STEP)

    with pytest.raises(WrongCode):
        step_of(code, secret, after=0, now=NOW)


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "\u0966"], ids=["arabic", "persian", "hindi"])
def test_a_code_is_read_in_the_digits_of_any_script(zero):
    secret = new_secret()
    typed = code_at(secret, NOW).translate({48 + digit: ord(zero) + digit for digit in range(10)})

    step = step_of(f"{typed[:3]} {typed[3:]}", secret, after=0, now=NOW)

    assert step == int(NOW.timestamp()) // 30


def test_a_step_that_was_used_is_used():
    secret = new_secret()
    code = code_at(secret, NOW)
    step = step_of(code, secret, after=0, now=NOW)

    with pytest.raises(WrongCode):
        step_of(code, secret, after=step, now=NOW)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34 5x"])
def test_what_is_no_code_is_wrong(typed):
    with pytest.raises(WrongCode):
        step_of(typed, new_secret(), after=0, now=NOW)


@pytest.mark.parametrize("between", [" ", "-", "\u00a0"])
def test_a_code_may_be_typed_in_two_parts_as_the_app_shows_it(between):
    code = code_at(RFC_SECRET, NOW)

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


Db = scoped_session[Session]


def test_ten_are_made_and_each_works_once(db_session):
    wren = member(team()).id
    codes = recovery_codes.renew(wren)
    assert len(set(codes)) == COUNT == recovery_codes.left(wren)

    recovery_codes.use(wren, codes[0])

    assert recovery_codes.left(wren) == COUNT - 1
    with pytest.raises(WrongCode):
        recovery_codes.use(wren, codes[0])


def test_new_ones_make_the_old_ones_dead(db_session):
    wren = member(team()).id
    old = recovery_codes.renew(wren)

    new = recovery_codes.renew(wren)

    assert recovery_codes.left(wren) == COUNT
    for code in old:
        with pytest.raises(WrongCode):
            recovery_codes.use(wren, code)
    recovery_codes.use(wren, new[-1])


def test_a_colleagues_code_is_none(db_session):
    here = team()
    wren, gull = member(here).id, member(here, "gull@example.org").id
    code = recovery_codes.renew(gull)[0]
    recovery_codes.renew(wren)

    with pytest.raises(WrongCode):
        recovery_codes.use(wren, code)


@pytest.mark.parametrize("write", [grouped, lambda code: f" {code[:10]}-{code[10:]} "])
def test_it_may_be_typed_as_it_is_written(db_session, write):
    wren = member(team()).id

    recovery_codes.use(wren, write(recovery_codes.renew(wren)[0]))

    assert recovery_codes.left(wren) == COUNT - 1


def test_it_may_be_typed_in_any_digits(db_session):
    wren = member(team()).id
    code = recovery_codes.renew(wren)[0]

    recovery_codes.use(
        wren, code.translate({ord(str(digit)): 0x6F0 + digit for digit in range(10)})
    )

    assert recovery_codes.left(wren) == COUNT - 1


def test_it_is_told_from_the_code_of_an_app(db_session):
    assert is_one(grouped(recovery_codes.new_code()))
    for typed in ("123456", "", "1234 5678 9012 3456 78x0", "1" * 21, "1" * 19 + "½"):
        assert not is_one(typed)


def test_they_count_as_kept_when_their_owner_says_so(db_session):
    wren = member(team()).id
    assert not recovery_codes.are_kept(wren)
    codes = recovery_codes.renew(wren)
    assert not recovery_codes.are_kept(wren)

    recovery_codes.keep(wren)

    assert recovery_codes.are_kept(wren)
    for code in codes[1:]:
        recovery_codes.use(wren, code)
    assert recovery_codes.are_kept(wren)
    recovery_codes.renew(wren)
    assert not recovery_codes.are_kept(wren)


def test_the_table_holds_no_code(db_session):
    wren = member(team()).id
    codes = recovery_codes.renew(wren)

    rows = db_session.execute(select(RecoveryCode.__table__)).all()

    stored = b" ".join(
        bytes(value) if isinstance(value, bytes) else str(value).encode()
        for row in rows
        for value in row
    )
    assert not any(code.encode() in stored for code in codes)
    known = sha256(f"intake recovery code {wren} {codes[0]}".encode()).digest()
    assert known in stored


def test_a_code_is_twenty_digits_shown_in_groups(db_session):
    assert re.fullmatch(r"(\d{4} ){4}\d{4}", grouped(recovery_codes.new_code()))
