from datetime import timedelta

import pytest
from sqlalchemy import select

from intake.actions.accounts import sign_in as actions
from intake.actions.accounts.give_device import NotHalfway, Typed, save_form_for_factor, typed_at
from intake.actions.accounts.second_factors import count_proof, renew_codes
from intake.actions.accounts.sign_in import (
    WrongPassword,
    begin_login,
    count_code,
    go_halfway,
    sign_in,
    unlock,
)
from intake.audit.models import AuditEntry
from intake.extensions import db, writing
from intake.sealing.stretching import PASSWORD_AND_DEVICE as PASSWORD_COST
from intake.sealing.tokens import new_token, token_hash
from intake.sealing.unlocking import password_halves
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import login_throttle, second_factor, store
from intake.staff.login_throttle import TooManyTries
from intake.staff.models import SignInTry
from intake.staff.second_factor import WrongCode
from tests.staff.making import DEVICES, EMAIL, NOW, PASSWORD, STEP, TODAY, moment
from tests.support.rows import one_row
from tests.support.storm.concurrency import together

LATER = NOW + 2 * STEP


def test_password_and_code_sign_in(house, wren):
    half, full = new_token(), new_token()

    go(unlocked(house), half, house)
    assert sessions.find(token_hash(half), LATER) is None
    session = give(code_of(wren), half, full, house)

    assert sessions.find(token_hash(full), LATER) is session
    assert session.member_id == wren.id
    with pytest.raises(NotHalfway):
        give(code_of(wren), half, new_token(), house)


def test_signing_in_is_written_down(house, wren):
    half = new_token()
    go(unlocked(house), half, house)
    give(code_of(wren), half, new_token(), house)

    entry = one_row(AuditEntry, AuditEntry.act == "signed_in")
    assert (entry.member_id, entry.on, entry.at) == (wren.id, TODAY, LATER)


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_are_one_failure(house, wren, email):
    account = begin_login(email, moment(LATER))

    with pytest.raises(WrongPassword):
        unlock(
            account,
            "copper kettle ten gulls",
            device=DEVICES.get(account.member_id, b""),
            installation=house.installation,
        )


def test_an_unknown_address_costs_as_much_argon2_as_a_known_one(house, wren):
    known, unknown = _knocked(EMAIL), _knocked("nobody@example.org")

    assert unknown.salt[0] == known.salt[0] == PASSWORD_COST
    assert len(unknown.salt) == len(known.salt)
    assert unknown.salt != _knocked("nobody@example.org").salt


def test_known_unknown_and_disabled_are_stretched_for_alike(house, wren, monkeypatch):
    stretched: list[bytes] = []

    def counted(password, salt):
        stretched.append(salt)
        return password_halves(password, salt)

    monkeypatch.setattr(actions, "password_halves", counted)
    tried = [_knocked(EMAIL), _knocked("nobody@example.org")]
    store.disable(wren, on=TODAY)
    db.session.flush()
    tried.append(_knocked(EMAIL))
    for account in tried:
        with pytest.raises(WrongPassword):
            unlock(
                account,
                "copper kettle ten gulls",
                device=DEVICES.get(account.member_id, b""),
                installation=house.installation,
            )

    assert stretched == [account.salt for account in tried]


def test_a_wrong_code_lets_nobody_in_and_the_right_one_still_does(house, wren):
    half = new_token()
    go(unlocked(house), half, house)

    with pytest.raises(WrongCode):
        give("000000", half, new_token(), house)

    assert give(code_of(wren), half, new_token(), house)


def test_a_code_counts_once_also_at_two_browsers(house, wren):
    first, second = new_token(), new_token()
    go(unlocked(house), first, house)
    go(unlocked(house), second, house)
    code = code_of(wren)

    assert give(code, first, new_token(), house)
    db.session.commit()
    with pytest.raises(WrongCode):
        give(code, second, new_token(), house)


def test_of_ten_browsers_with_one_code_at_one_moment_one_gets_in(doorless_app, house, wren):
    halves = [new_token() for _ in range(10)]
    known = unlocked(house)
    for half in halves:
        go(known, half, house)
    db.session.commit()
    code = code_of(wren)
    db.session.remove()

    def try_it(half):
        with doorless_app.app_context(), writing():
            try:
                give(code, half, new_token(), house)
            except WrongCode:
                return False
            db.session.commit()
            return True

    assert sum(together(halves, try_it)) == 1


def test_the_code_of_joining_does_not_sign_in_again(house, wren):
    half = new_token()
    go(unlocked(house, at=NOW), half, house, at=NOW)

    with pytest.raises(WrongCode):
        give(second_factor.code_at(wren.totp_secret, NOW), half, new_token(), house, at=NOW)


def test_giving_the_password_ends_the_session_of_before(house, wren):
    half, full, again = new_token(), new_token(), new_token()
    go(unlocked(house), half, house)
    give(code_of(wren), half, full, house)

    go(unlocked(house), again, house, instead_of=full)

    assert sessions.find(token_hash(full), LATER) is None


def test_wrong_passwords_make_known_and_unknown_addresses_wait_alike(house, wren):
    for email in (EMAIL, "nobody@example.org"):
        for _ in range(login_throttle.MOST):
            begin_login(email, moment(LATER))
        with pytest.raises(TooManyTries):
            begin_login(email.upper(), moment(LATER))

    begin_login(EMAIL, moment(LATER + login_throttle.WINDOW))


def test_codes_are_counted_for_the_account_not_for_the_browser(house, wren):
    known = unlocked(house)
    for _ in range(login_throttle.MOST):
        half = new_token()
        go(known, half, house)
        count_code(half, moment(LATER))

    half = new_token()
    go(known, half, house)
    with pytest.raises(TooManyTries):
        count_code(half, moment(LATER))


def test_where_all_wait_a_browser_of_the_member_does_not(house, wren):
    half, full = new_token(), new_token()
    go(unlocked(house), half, house)
    give(code_of(wren), half, full, house)
    db.session.add_all(
        SignInTry(who=number.to_bytes(32), kind="password", at=LATER)
        for number in range(login_throttle.MOST_OVERALL)
    )

    for email, browser in ((EMAIL, b""), (EMAIL, new_token()), ("gull@example.org", full)):
        with pytest.raises(TooManyTries):
            begin_login(email, moment(LATER), browser=browser)
    assert begin_login(EMAIL, moment(LATER), browser=full).member_id == wren.id


def test_who_keeps_guessing_elsewhere_does_not_make_the_member_wait_at_their_own_browser(
    house, wren
):
    half, full = new_token(), new_token()
    go(unlocked(house), half, house)
    give(code_of(wren), half, full, house)
    for _ in range(login_throttle.MOST):
        begin_login(EMAIL, moment(LATER))
    with pytest.raises(TooManyTries):
        begin_login(EMAIL, moment(LATER))

    for _ in range(login_throttle.MOST):
        assert begin_login(EMAIL, moment(LATER), browser=full).member_id == wren.id
    with pytest.raises(TooManyTries):
        begin_login(EMAIL, moment(LATER), browser=full)


def test_codes_at_the_door_and_at_the_desk_are_counted_together(house, wren):
    known = unlocked(house)
    for _ in range(login_throttle.MOST):
        half = new_token()
        go(known, half, house)
        count_code(half, moment(LATER))

    with pytest.raises(TooManyTries):
        count_proof(wren.id, moment(LATER))


def test_what_was_typed_at_a_locked_desk_comes_along(house, wren):
    locked, half, full = new_token(), new_token(), new_token()
    what = Typed(path="/desk/cases/K7QF-2MXH/notes", fields=(("words", "a long note"),))
    save_form_for_factor(
        what, locked, moment(LATER, installation=house.installation), member_id=wren.id
    )

    go(unlocked(house), half, house, instead_of=locked)
    give(code_of(wren), half, full, house)

    for token, expected in ((locked, None), (half, None), (full, what)):
        row = typed_at(token, moment(LATER, installation=house.installation), member_id=wren.id)
        assert row == expected


def test_a_password_that_was_changed_meanwhile_goes_no_further(house, wren):
    known = unlocked(house)
    wren.password_check = b"c" * 32
    db.session.flush()

    with pytest.raises(WrongPassword):
        go(known, new_token(), house)


def test_a_recovery_code_that_signs_in_is_written_down(house, wren):
    half, code = new_token(), renew_codes(wren, moment())[0]
    go(unlocked(house), half, house)

    give(code, half, new_token(), house)

    used = select(AuditEntry).where(AuditEntry.act == "recovery_code_used")
    entry = db.session.scalars(used).one()
    assert (entry.member_id, entry.on, entry.at) == (wren.id, TODAY, LATER)


def test_coming_in_forgets_the_tries(house, wren):
    for _ in range(login_throttle.MOST - 1):
        begin_login(EMAIL, moment(LATER))
    half = new_token()
    go(unlocked(house), half, house)
    give(code_of(wren), half, new_token(), house)

    for _ in range(login_throttle.MOST):
        begin_login(EMAIL, moment(LATER))


def test_who_is_disabled_gets_no_further_at_any_step(house, wren):
    known, half = unlocked(house), new_token()
    go(known, half, house)

    store.disable(wren, on=TODAY)
    db.session.flush()

    with pytest.raises(NotHalfway):
        give(code_of(wren), half, new_token(), house)
    with pytest.raises(WrongPassword):
        go(known, new_token(), house)
    with pytest.raises(WrongPassword):
        unlock(_knocked(EMAIL), PASSWORD, installation=house.installation)


def test_a_password_given_too_long_ago_is_asked_for_again(house, wren):
    half = new_token()
    go(unlocked(house), half, house)

    with pytest.raises(NotHalfway):
        give(code_of(wren), half, new_token(), house, at=LATER + timedelta(minutes=10))


def test_no_secret_is_in_any_row_of_a_session(house, wren):
    half, full = new_token(), new_token()
    known = unlocked(house)
    go(known, half, house)
    row = sessions.find_halfway(token_hash(half), LATER)
    assert row is not None
    assert known.private_key not in row.locked_key
    assert known.private_key[-32:] not in row.locked_key

    session = give(code_of(wren), half, full, house)

    assert all(part not in session.locked_keys for part in (full, half, known.private_key[-32:]))


def unlocked(house, *, at=LATER):
    account = begin_login(EMAIL, moment(at))
    return unlock(
        account,
        PASSWORD,
        device=DEVICES.get(account.member_id, b""),
        installation=house.installation,
    )


def go(known, half, house, *, instead_of=b"", at=LATER):
    go_halfway(known, half, moment(at, installation=house.installation), instead_of=instead_of)


def give(code, half, full, house, *, at=LATER) -> StaffSession:
    return sign_in(code, half, moment(at, installation=house.installation), becomes=full)


def code_of(member):
    return second_factor.code_at(member.totp_secret, LATER)


def _knocked(email):
    return begin_login(email, moment(LATER))
