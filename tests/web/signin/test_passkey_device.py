"""A passkey that derives a secret stands in for the sign-in sheet in a new browser."""

import re
import secrets
from html import unescape

import pytest

from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.extensions import db
from intake.staff.models import Passkey
from tests.staff.authenticator import SoftKey, text
from tests.staff.making import DEVICES, PASSWORD, STEP
from tests.support.clients.members import StaffBrowser, member_id_of
from tests.support.databases.writing import writing_in
from tests.support.rows import change_rows

pytestmark = pytest.mark.usefixtures("clock")

STANDS_IN = "/desk/signin/passkey"
REFUSED = "This passkey does not stand in for your sheet."


def test_in_a_new_browser_it_is_enough_with_the_password_and_the_code(app, wren, clock):
    key, derived = standing_in(wren)
    new = new_browser(app, wren)
    assert 'name="device_code"' in new.text

    clock.shift(STEP)
    new.post_form("/desk/signin", passkey=key.signed(options(new)), prf=text(derived))
    new.post_form("/desk/signin", code=new.code())

    assert new.path == "/desk/"
    assert new.devices() == {id_of(app, wren): DEVICES[id_of(app, wren)]}


def test_the_log_says_that_it_stands_in(app, wren):
    standing_in(wren)

    with app.app_context():
        acts = {entry.act for entry in db.session.query(AuditEntry)}
        db.session.rollback()
    assert AuditAct.PASSKEY_FOR_SHEET in acts


@pytest.mark.parametrize("what", ["another secret", "a short one", "none", "no base64"])
def test_another_secret_opens_nothing_and_the_sheet_still_does(app, wren, what):
    key, _ = standing_in(wren)
    new = new_browser(app, wren)
    sent = {
        "another secret": text(secrets.token_bytes(32)),
        "a short one": text(b"short"),
        "none": "",
        "no base64": "\N{SNOWMAN}",
    }[what]

    new.post_form("/desk/signin", passkey=key.signed(options(new)), prf=sent)

    assert REFUSED in new.text
    assert new.devices() == {}
    new.give_sheet()
    assert 'name="code"' in new.text


def test_the_secret_without_the_passkeys_signature_opens_nothing(app, wren):
    _, derived = standing_in(wren)
    new = new_browser(app, wren)

    new.post_form("/desk/signin", passkey=SoftKey().signed(options(new)), prf=text(derived))

    assert REFUSED in new.text


def test_a_passkey_that_was_not_asked_to_stand_in_is_not_offered(app, wren):
    wren.open("/desk/account/passkeys")
    wren.fill(passkey=SoftKey().made(options(wren)))

    new = new_browser(app, wren)

    assert "data-options" not in new.text
    assert 'name="device_code"' in new.text


def test_a_new_sheet_ends_it(app, wren, clock):
    standing_in(wren)
    wren.open("/desk/signin/password")
    later = "seven quiet lamps by the lake"

    wren.fill(password_now=PASSWORD, password=later, password_again=later, new_sheet="1")

    with app.app_context():
        assert db.session.query(Passkey).one().wrapped_device is None
        db.session.rollback()
    new = new_browser(app, wren, later)
    assert "data-options" not in new.text


@pytest.mark.parametrize("damage", ["changed", "cut", "of another passkey"])
def test_a_damaged_secret_opens_nothing(app, wren, damage):
    key, derived = standing_in(wren)
    with writing_in(app):
        passkey = db.session.query(Passkey).one()
        kept = passkey.wrapped_device or b""
        if damage == "of another passkey":
            change_rows(Passkey, id="0" * 32)
        else:
            passkey.wrapped_device = kept[:-1] + (b"" if damage == "cut" else bytes([kept[-1] ^ 1]))
    new = new_browser(app, wren)

    new.post_form("/desk/signin", passkey=key.signed(options(new)), prf=text(derived))

    assert REFUSED in new.text


def test_without_a_password_it_opens_nothing(app, wren):
    key, derived = standing_in(wren)
    new = StaffBrowser(app)
    new.open("/desk/signin")
    asked = options(wren) if "data-options" in wren.text else '{"challenge": "AAAA"}'

    new.post_form("/desk/signin", passkey=key.signed(asked), prf=text(derived))

    assert new.path == "/desk/signin"
    assert new.devices() == {}


def test_its_secret_is_not_saved_while_the_second_factor_is_asked_for(wren, clock):
    key, derived = SoftKey(), secrets.token_bytes(32)
    wren.open("/desk/account/passkeys")
    wren.fill(passkey=key.made(options(wren)))
    wren.open(STANDS_IN)
    signed = key.signed(options(wren))
    clock.shift(minutes=11)

    wren.fill(passkey=signed, prf=text(derived))
    assert wren.path == "/desk/signin/again"
    wren.give_code()

    assert text(derived) not in wren.text


def standing_in(wren):
    """Add a passkey and let it stand in; return it and the secret that it derives."""
    key, derived = SoftKey(), secrets.token_bytes(32)
    wren.open("/desk/account/passkeys")
    wren.fill(passkey=key.made(options(wren)))
    wren.open(STANDS_IN)
    wren.fill(passkey=key.signed(options(wren)), prf=text(derived))
    assert wren.path == "/desk/account/passkeys", wren.text
    return key, derived


def new_browser(app, wren, password=PASSWORD):
    """Return a browser that does not know the member, after the password."""
    browser = StaffBrowser(app)
    browser.email, browser.secret, browser.sheet = wren.email, wren.secret, wren.sheet
    browser.open("/desk/signin")
    browser.post_form(email=wren.email, password=password)
    return browser


def options(browser):
    """Return what the page asks a passkey."""
    match = re.search(r"data-options=(\"[^\"]*\"|'[^']*')", browser.text)
    assert match, browser.text
    return unescape(match[1][1:-1])


def id_of(app, browser):
    with app.app_context():
        member_id = member_id_of(browser.email)
        db.session.rollback()
    return member_id
