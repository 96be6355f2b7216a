"""Passkeys, from outside: what is asked once, what is refused, and what a copied key does."""

import re
from dataclasses import replace
from html import unescape

import pytest

from intake import clock as time
from intake.extensions import db
from intake.sessions.store import FRESH
from intake.settings import Settings
from intake.staff import second_factor
from intake.staff.models import Passkey
from intake.staff.passkeys import ASKED_FOR
from tests.staff.authenticator import SoftKey
from tests.staff.making import EMAIL, STEP
from tests.support.clients.members import GULL, StaffBrowser

pytestmark = pytest.mark.usefixtures("clock")

KEYS = "/desk/account/passkeys"
REFUSED = "This passkey was not accepted."


def test_a_key_signs_in_in_place_of_the_app(app, wren):
    key = added(wren)
    halfway(wren)

    wren.fill(action="/desk/signin", passkey=key.signed(options(wren)))

    assert wren.path == "/desk/"
    wren.open(KEYS)
    assert "last used 24 November 2026" in wren.text
    with app.app_context():
        assert db.session.query(Passkey).one().sign_count == 1


def test_who_joins_may_take_a_key_in_place_of_the_app(app, first_link, clock):
    wren, key = StaffBrowser(app), SoftKey()
    choose_password(wren, first_link)
    secret = wren.secret

    wren.fill(passkey=key.made(options(wren)))
    assert wren.path == "/desk/account/codes"

    halfway(wren)
    clock.shift(STEP)
    wren.fill(code=second_factor.code_at(secret, time.now()))
    assert wren.status == 422
    wren.fill(action="/desk/signin", passkey=key.signed(options(wren)))
    assert wren.path == "/desk/"

    wren.open(KEYS)
    assert "This is your only second factor." in wren.text
    assert "Remove</button>" not in wren.text
    wren.fill(action=only_key(app))
    assert "This is your only second factor." in wren.text
    wren.fill(action=KEYS, passkey=SoftKey().made(options(wren)))
    assert "Remove</button>" in wren.text


def test_a_key_made_elsewhere_lets_nobody_join_and_the_app_still_does(app, first_link):
    wren, key = StaffBrowser(app), SoftKey()
    choose_password(wren, first_link)

    wren.fill(passkey=key.made(options(wren), origin="http://evil.example"))
    assert (wren.status, REFUSED in wren.text) == (422, True)

    wren.give_code()
    assert wren.path == "/desk/account/codes"
    wren.open(KEYS)
    assert "None yet." in wren.text


def test_a_key_proves_who_is_there(wren, clock):
    key = added(wren)
    clock.shift(FRESH)
    wren.open("/desk/signin/password")
    assert wren.path == "/desk/signin/again"

    action = wren.page.request.full_path
    wren.fill(action=action, passkey=key.signed(options(wren)))

    assert wren.path == "/desk/signin/password"


def test_an_answer_works_once(wren):
    key = added(wren)
    halfway(wren)
    response = key.signed(options(wren))
    wren.fill(action="/desk/signin", passkey=response)
    assert wren.path == "/desk/"
    halfway(wren)

    wren.fill(action="/desk/signin", passkey=response)

    assert wren.status == 422
    assert REFUSED in wren.text


def test_a_question_is_answered_once_even_wrongly(wren):
    key = added(wren)
    halfway(wren)
    asked = options(wren)

    wren.fill(action="/desk/signin", passkey="{}")
    assert wren.status == 422
    wren.fill(action="/desk/signin", passkey=key.signed(asked))

    assert wren.status == 422


def test_a_question_is_worth_ten_minutes(wren, clock):
    clock.shift(FRESH - ASKED_FOR)
    wren.open(KEYS)
    asked = options(wren)
    clock.shift(ASKED_FOR)
    prove(wren)

    wren.fill(action=KEYS, passkey=SoftKey().made(asked))

    assert "The passkey was not added." in wren.text


def test_a_copied_key_is_found_by_its_count(wren):
    key = added(wren)
    copy = replace(key)
    for _ in range(2):
        halfway(wren)
        wren.fill(action="/desk/signin", passkey=key.signed(options(wren)))
    halfway(wren)

    wren.fill(action="/desk/signin", passkey=copy.signed(options(wren)))

    assert wren.status == 422


def test_a_key_is_its_own_members_alone(wren, gull, clock):
    key = added(wren)
    added(gull)
    halfway(gull)

    gull.fill(action="/desk/signin", passkey=key.signed(options(gull)))
    assert gull.status == 422

    clock.shift(STEP)
    gull.give_code()
    gull.open(KEYS)
    gull.fill(action=KEYS, passkey=key.made(options(gull)))
    assert "The passkey was not added." in gull.text


def test_a_key_is_taken_away_by_its_member_alone(app, wren, gull):
    key = added(wren)
    path = only_key(app)
    gull.open(KEYS)
    gull.fill(action=path)
    assert gull.status == 404

    wren.open(KEYS)
    wren.fill(action=path)

    assert "None yet." in wren.text
    halfway(wren)
    assert "data-options" not in wren.text
    wren.fill(action="/desk/signin", passkey=key.signed('{"challenge": "AAAA"}'))
    assert wren.status == 422


def test_keys_are_changed_only_by_who_has_just_proven_who_they_are(wren, clock):
    clock.shift(FRESH)

    wren.open(KEYS)

    assert wren.path == "/desk/signin/again"


def test_a_reset_takes_the_keys_away(app, wren, gull):
    added(gull)
    wren.open("/desk/team")
    match = re.search(
        rf'href="(/desk/team/[0-9a-f]+)"[^>]*>(?:<[^>]+>)?{re.escape(GULL)}', wren.text
    )
    assert match

    wren.fill(action=f"{match[1]}/reset")

    with app.app_context():
        assert db.session.query(Passkey).all() == []


def test_where_the_server_has_no_name_the_page_says_so(app, wren):
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, public_url="http://127.0.0.1")

    wren.open(KEYS)

    assert "Passkeys need a domain name." in wren.text
    assert "data-options" not in wren.text


def added(who):
    """A key of this member."""
    key = SoftKey()
    who.open(KEYS)
    who.fill(action=KEYS, passkey=key.made(options(who)))
    assert who.path == KEYS
    assert who.status == 200
    return key


def choose_password(who, link):
    """The first step of the first member's joining."""
    who.open(link)
    who.email = EMAIL
    who.choose_password(EMAIL)


def only_key(app):
    """Return the address that removes the only key."""
    with app.app_context():
        return f"{KEYS}/{db.session.query(Passkey).one().id}/remove"


def halfway(who):
    """Signed out, and the password given."""
    who.press_sign_out()
    who.give_password()


def prove(who):
    who.open("/desk/signin/again")
    who.give_code()


def options(who):
    """Return what the page's script passes to the browser."""
    match = re.search(r"data-options=(\"[^\"]*\"|'[^']*')", who.text)
    assert match, "nothing is asked of a key here"
    return unescape(match[1][1:-1])
