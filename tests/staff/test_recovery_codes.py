import re
from hashlib import sha256

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from intake.staff import recovery_codes
from intake.staff.models import RecoveryCode
from intake.staff.recovery_codes import COUNT, grouped, is_one
from intake.staff.second_factor import WrongCode
from tests.staff.making import member, team

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
