import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from intake.staff import passkeys, store
from intake.staff.models import Challenge, Passkey
from intake.staff.passkeys import ASKED_FOR, MOST, PasskeyAnswer, Site, WrongPasskey, site_of
from tests.staff.authenticator import SoftKey, text
from tests.staff.making import NOW, TODAY, member, team
from tests.support.databases.fixtures import ON_EITHER
from tests.support.rows import all_rows

pytestmark = ON_EITHER

Db = scoped_session[Session]
BROWSER, OTHER = b"1" * 32, b"2" * 32
HERE = Site(id="localhost", origin="http://localhost", name="Intake desk")


def test_a_key_that_was_added_signs(wren):
    key, (asked, options) = added(wren), ask(wren)

    passkeys.use(wren, answer(key.signed(options), asked), on=TODAY)

    (passkey,) = passkeys.of(wren)
    assert (passkey.sign_count, passkey.used_on) == (1, TODAY)


def test_the_browser_is_told_for_whom_and_where_a_key_is_made(db_session, wren):
    first, second = added(wren), added(wren)
    member = store.find(wren)
    assert member is not None

    options = json.loads(passkeys.to_add(member, HERE, b"a question"))

    assert options["rp"] == {"id": "localhost", "name": "Intake desk"}
    assert options["user"]["name"] == options["user"]["displayName"] == member.email
    assert options["user"]["id"] == text(wren.encode())
    assert options["challenge"] == text(b"a question")
    assert {credential["id"] for credential in options["excludeCredentials"]} == {
        text(first.id),
        text(second.id),
    }
    assert options["authenticatorSelection"]["residentKey"] == "discouraged"


def test_the_browser_is_told_which_keys_may_sign(db_session, wren):
    gull = member(team("Other"), "gull@example.org").id
    key = added(wren)
    added(gull)

    options = json.loads(ask(wren)[1])

    assert [credential["id"] for credential in options["allowCredentials"]] == [text(key.id)]


def test_of_two_keys_only_the_one_that_signed_was_used(wren):
    key, second_key = added(wren), added(wren)
    asked, options = ask(wren)

    passkeys.use(wren, answer(key.signed(options), asked), on=TODAY)

    used = {passkey.credential_id: passkey.used_on for passkey in passkeys.of(wren)}
    assert used == {key.id: TODAY, second_key.id: None}


def test_a_key_that_signed_elsewhere_meanwhile_does_not_count(db_session, wren):
    key, (asked, options) = added(wren), ask(wren)
    (read_before,) = passkeys.of(wren)
    elsewhere = update(Passkey).values(sign_count=5)
    db_session.execute(elsewhere, execution_options={"synchronize_session": False})
    assert read_before.sign_count == 0

    with pytest.raises(WrongPasskey):
        passkeys.use(wren, answer(key.signed(options), asked), on=TODAY)


def test_a_key_has_one_member(db_session, wren):
    gull = member(team("Other"), "gull@example.org").id
    key, (asked, options) = added(wren), ask(gull)

    with pytest.raises(WrongPasskey):
        passkeys.add(gull, answer(key.made(options), asked), on=TODAY)


def test_keys_stand_in_the_order_of_their_days(wren):
    days = [TODAY + timedelta(days=days_later) for days_later in (4, 2, 0, 5, 3, 1)]
    for day in days:
        added(wren, day)

    assert [passkey.added_on for passkey in passkeys.of(wren)] == sorted(days)


def test_a_key_is_taken_away_by_its_member_and_no_other_goes(db_session, wren):
    gull = member(team("Other"), "gull@example.org").id
    for member_id in (wren, wren, gull):
        added(member_id)
    first, second = passkeys.of(wren)

    assert not passkeys.remove(first.id, member_id=gull)
    assert not passkeys.remove("", member_id=wren)
    assert passkeys.remove(first.id, member_id=wren)
    assert not passkeys.remove(first.id, member_id=wren)
    assert passkeys.of(wren) == [second]
    assert len(passkeys.of(gull)) == 1

    passkeys.discard_of(wren)
    assert passkeys.of(wren) == []
    assert len(passkeys.of(gull)) == 1


def test_two_browsers_are_asked_each_its_own_question(db_session):
    mine, theirs = (passkeys.challenge(browser, NOW) for browser in (BROWSER, OTHER))

    assert passkeys.take_challenge(OTHER, NOW) == theirs
    assert passkeys.take_challenge(BROWSER, NOW) == mine
    assert len({mine, theirs}) == 2
    assert len(mine) == 32


def test_questions_that_nobody_answered_go(db_session):
    passkeys.challenge(BROWSER, NOW)
    passkeys.challenge(OTHER, NOW + timedelta(seconds=1))

    passkeys.discard_ended(NOW + ASKED_FOR)

    assert all_rows(Challenge.token_hash) == [OTHER]


def test_a_question_is_taken_once_by_its_own_browser_and_in_time(db_session):
    for at in (NOW, NOW + ASKED_FOR):
        passkeys.challenge(BROWSER, NOW)
        with pytest.raises(WrongPasskey):
            passkeys.take_challenge(OTHER, NOW)
        if at == NOW:
            passkeys.take_challenge(BROWSER, at)
        with pytest.raises(WrongPasskey):
            passkeys.take_challenge(BROWSER, at)


def test_a_later_question_takes_the_place_of_the_one_before(db_session):
    first = passkeys.challenge(BROWSER, NOW)

    second = passkeys.challenge(BROWSER, NOW + timedelta(seconds=1))

    assert first != second
    assert passkeys.take_challenge(BROWSER, NOW) == second


ELSEWHERE: Mapping[str, dict[str, str]] = {
    "another site": {"origin": "http://evil.example"},
    "another scheme": {"origin": "https://localhost"},
    "a longer name": {"origin": "http://localhost.evil.example"},
    "another question": {"challenge": "AAAA"},
    "an answer to another kind of question": {"type": "webauthn.create"},
}


@pytest.mark.parametrize("what", ELSEWHERE)
def test_what_was_said_elsewhere_is_refused(wren, what):
    key, (asked, options) = added(wren), ask(wren)

    with pytest.raises(WrongPasskey):
        passkeys.use(wren, answer(key.signed(options, **ELSEWHERE[what]), asked), on=TODAY)


@pytest.mark.parametrize("what", ELSEWHERE)
def test_a_key_made_elsewhere_is_not_added(wren, what):
    changed = {**ELSEWHERE[what]}
    if "type" in changed:
        changed["type"] = "webauthn.get"
    asked, options = ask(wren)

    with pytest.raises(WrongPasskey):
        passkeys.add(wren, answer(SoftKey().made(options, **changed), asked), on=TODAY)


def test_another_or_a_broken_key_is_refused(wren):
    key, (asked, options) = added(wren), ask(wren)
    good = key.signed(options)
    broken = [
        replace(key, site="evil.example").signed(options),
        replace(key, private=SoftKey().private).signed(options),
        SoftKey().signed(options),
        key.made(options),
        good[:-40],
        good.replace('"signature"', '"signatur"'),
        good.replace("authenticatorData", "authenticatordata"),
        *("", "[]", "7", "null", '{"rawId": 7}', '{"rawId": "%"}', '{"rawId": null}'),
    ]

    for response in broken:
        with pytest.raises(WrongPasskey):
            passkeys.use(wren, answer(response, asked), on=TODAY)
    assert passkeys.of(wren)[0].sign_count == 0


@pytest.mark.parametrize("written", ["", "[]", "7", "null", "{}", '{"rawId": 7}'])
def test_what_no_browser_says_adds_nothing(wren, written):
    with pytest.raises(WrongPasskey):
        passkeys.add(wren, answer(written, ask(wren)[0]), on=TODAY)


def test_so_many_keys_and_no_more(wren):
    for _ in range(MOST):
        added(wren)

    with pytest.raises(WrongPasskey):
        added(wren)


@pytest.mark.parametrize(
    "address, id_",
    [
        ("https://desk.example.org", "desk.example.org"),
        ("https://desk.example.org:8443", "desk.example.org"),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", None),
        ("https://[::1]", None),
        ("http://desk.example.org", None),
    ],
)
def test_keys_sign_for_a_name_alone(address, id_):
    site = site_of(address, name="Intake desk")

    assert (site.id if site else None) == id_
    assert site is None or site.name == "Intake desk"
    assert site is None or site.origin == address


def added(member_id, on=TODAY):
    """A key of this member."""
    key, (asked, options) = SoftKey(), ask(member_id)
    passkeys.add(member_id, answer(key.made(options), asked), on=on)
    return key


def ask(member_id):
    """A new question, and how the browser is told it."""
    asked = passkeys.challenge(BROWSER, NOW)
    return asked, passkeys.to_sign(passkeys.of(member_id), HERE, asked)


def answer(written, asked):
    return PasskeyAnswer(said=written, challenge=asked, site=HERE)


@pytest.fixture
def wren(db_session):
    return member(team()).id
