"""Recovery codes, from outside: shown once, used once, made anew."""

import re

import pytest

from intake.extensions import db
from intake.staff import recovery_codes
from intake.staff.models import RecoveryCode
from tests.support.clients.members import StaffBrowser
from tests.support.databases.writing import writing_in

pytestmark = pytest.mark.usefixtures("clock")

NONE = "You have no saved recovery codes."


def test_who_joins_is_led_to_their_codes_and_on_to_the_desk(app, first_link):
    wren = StaffBrowser(app)
    wren.join(first_link)

    assert wren.path == "/desk/account/codes"

    codes = make(wren)
    assert len(codes) == recovery_codes.COUNT
    wren.fill(action="/desk/account/codes/kept")

    assert wren.path == "/desk/"
    assert "recovery code" not in wren.text


def test_they_are_shown_once(wren):
    codes = make(wren)

    for path in ("/desk/account/codes", "/desk/account", "/desk/"):
        wren.open(path)
        assert not any(code in wren.text for code in codes)


def test_until_they_are_kept_the_desk_says_so(wren):
    wren.open("/desk/")
    assert NONE in wren.text

    make(wren)
    wren.open("/desk/")
    assert NONE in wren.text
    wren.open("/desk/account")
    assert "did not confirm that you saved them" in wren.text


def test_one_of_them_replaces_the_code_of_the_app_once(wren):
    codes = make(wren)
    wren.fill(action="/desk/account/codes/kept")

    give(wren, codes[0])
    assert wren.path == "/desk/"
    wren.open("/desk/account")
    assert "9 left." in wren.text

    give(wren, codes[0])
    assert wren.status == 422
    assert "This recovery code is not correct, or it was used." in wren.text
    wren.fill(code=codes[1])
    assert wren.path == "/desk/"


def test_with_few_left_the_desk_says_so(app, wren):
    make(wren)
    wren.fill(action="/desk/account/codes/kept")

    for remaining, message in ((3, ""), (2, "2 recovery codes left."), (0, NONE)):
        leave(app, remaining)
        wren.open("/desk/")
        assert message in wren.text
        assert bool(message) == ("recovery code" in wren.text)


def test_new_ones_make_the_old_ones_dead(wren):
    old = make(wren)
    wren.open("/desk/account/codes")
    assert "You have 10 now. They stop working" in wren.text

    new = make(wren)

    assert set(old).isdisjoint(new)
    give(wren, old[0])
    assert wren.status == 422
    wren.fill(code=new[0])
    assert wren.path == "/desk/"


def make(who):
    """Press the button; the codes that the page shows."""
    who.open("/desk/account/codes")
    who.fill(action="/desk/account/codes")
    return re.findall(r"(?:\d{4} ){4}\d{4}", who.text)


def give(who, code):
    """Sign out, and in again with this code."""
    who.press_sign_out()
    who.give_password()
    assert "20-digit recovery code" in who.text
    who.fill(code=code)


def leave(app, count):
    """Codes were used until so many are left."""
    with writing_in(app):
        for row in db.session.query(RecoveryCode).all()[count:]:
            db.session.delete(row)
