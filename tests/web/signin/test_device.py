"""The device secret at a browser: known, new, lost, renewed."""

import re
from dataclasses import replace

from intake.extensions import db
from intake.keys import store as keys
from tests.staff.making import EMAIL, PASSWORD, STEP
from tests.support.clients.members import StaffBrowser, printed_groups

NEW = "seven quiet lamps by the lake"


def test_a_browser_that_knows_the_member_asks_for_no_sheet(wren, clock):
    wren.press_sign_out()
    clock.shift(STEP)

    wren.give_password()

    assert 'name="device_code"' not in wren.text
    wren.give_code()
    assert wren.path == "/desk/"


def test_a_new_browser_asks_for_the_sheet_once(app, wren, clock):
    second_browser, sheet = new_browser(app, wren), wren.sheet
    clock.shift(STEP)
    step_of_password(second_browser)
    assert 'name="device_code"' in second_browser.text
    assert 'name="code"' not in second_browser.text

    second_browser.fill(device_code=sheet.lower().replace("-", " "))
    second_browser.give_code()
    assert second_browser.path == "/desk/"

    second_browser.press_sign_out()
    clock.shift(STEP)
    step_of_password(second_browser)
    assert 'name="device_code"' not in second_browser.text


def test_the_sheet_of_another_member_opens_nothing(app, wren, gull):
    second_browser = new_browser(app, wren)
    step_of_password(second_browser)

    second_browser.fill(device_code=gull.sheet)

    assert "This is a different sheet. Only your newest sign-in sheet works." in second_browser.text


def test_a_mistyped_group_is_named(app, wren):
    second_browser = new_browser(app, wren)
    step_of_password(second_browser)
    groups = wren.sheet.split("-")
    groups[2] = ("A" if groups[2][0] != "A" else "B") + groups[2][1:]

    second_browser.fill(device_code="-".join(groups))

    assert "A letter is wrong in group 3." in second_browser.text


def test_a_code_alone_does_not_pass_over_the_sheet(app, wren, clock):
    second_browser = new_browser(app, wren)
    clock.shift(STEP)
    step_of_password(second_browser)

    second_browser.fill(code=wren.code())

    second_browser.open("/desk/")
    assert second_browser.path == "/desk/signin"


def test_a_new_sheet_makes_other_browsers_unknown(app, wren, clock):
    second_browser, old = new_browser(app, wren), wren.sheet
    wren.open("/desk/signin/password")
    wren.fill(password_now=PASSWORD, password=NEW, password_again=NEW, new_sheet="1")
    assert wren.sheet != old
    clock.shift(STEP)

    second_browser.open("/desk/signin")
    second_browser.post_form(email=EMAIL, password=NEW)
    second_browser.fill(device_code=old)
    assert "This is a different sheet." in second_browser.text
    second_browser.fill(device_code=wren.sheet)
    second_browser.fill(code=wren.code())
    assert second_browser.path == "/desk/"


def test_a_changed_password_alone_keeps_the_sheet(app, wren, clock):
    wren.open("/desk/signin/password")
    wren.fill(password_now=PASSWORD, password=NEW, password_again=NEW)
    clock.shift(STEP)

    second_browser = new_browser(app, wren)
    second_browser.open("/desk/signin")
    second_browser.post_form(email=EMAIL, password=NEW)
    second_browser.fill(device_code=wren.sheet)
    second_browser.fill(code=wren.code())

    assert second_browser.path == "/desk/"


def test_the_desk_opens_only_after_the_sheet(app, first_link):
    wren = StaffBrowser(app)
    wren.takes_sheets = False
    wren.join(first_link)
    assert wren.path == "/desk/signin/sheet"

    wren.open("/desk/")

    assert wren.path == "/desk/signin/sheet"


def test_one_wrong_group_of_a_printed_sheet_is_refused(app, first_link):
    """Ask two groups of the sign-in sheet, and two of each recovery sheet."""
    wren = StaffBrowser(app)
    wren.takes_sheets = False
    wren.join(first_link)
    for count in (2, 6):
        sheet, groups = wren.path, printed_groups(wren.text)
        wren.open(f"{sheet}/check")
        asked = re.findall(r'name="check-([a-z]+)-(\d+)"', wren.text)
        right = {f"check-{name}-{at}": groups[name][int(at) - 1] for name, at in asked}
        assert len(right) == count

        for field in right:
            wren.post_form(action=f"{sheet}/check", **{**right, field: "AAAAA"})
            assert "This is a different group." in wren.text
            assert has_pending_sheets(app)
            wren.open(sheet)
            assert printed_groups(wren.text) == groups, "the sheet is not shown any more"

        wren.open(f"{sheet}/check")
        wren.post_form(action=f"{sheet}/check", **right)
    assert not has_pending_sheets(app)


def has_pending_sheets(app):
    with app.app_context():
        pending = keys.any_pending_sheets()
        db.session.rollback()
    return pending


def test_a_sheet_is_shown_once(app, first_link):
    wren = StaffBrowser(app)
    wren.join(first_link)
    wren.open("/desk/signin/sheet")

    assert wren.path != "/desk/signin/sheet"
    assert "data-sheet" not in wren.text


def test_the_cookie_goes_to_the_pages_of_sign_in_alone(app, first_link):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], public_url="https://localhost")
    wren = StaffBrowser(app)
    page = wren.client.get(first_link, base_url="https://localhost")
    wren.page = page
    response = wren.client.post(
        first_link,
        base_url="https://localhost",
        data={
            "csrf_token": wren.text.split('name="csrf_token" value="')[1].split('"')[0],
            "email": EMAIL,
            "password": PASSWORD,
            "password_again": PASSWORD,
        },
    )

    cookies = response.headers.getlist("Set-Cookie")
    (cookie,) = [line for line in cookies if line.startswith("__Secure-device")]
    for part in ("Path=/desk/signin", "HttpOnly", "Secure", "SameSite=Strict", "Max-Age=34560000"):
        assert part in cookie


def test_signing_out_keeps_the_device(wren):
    wren.open("/desk/")
    response = wren.client.post(
        "/desk/signout",
        data={"csrf_token": wren.text.split('name="csrf_token" value="')[1].split('"')[0]},
    )

    assert "cookies" not in response.headers["Clear-Site-Data"]
    assert wren.devices() != {}


def new_browser(app, of):
    """Return a browser that knows nobody, and its person the authenticator's secret."""
    browser = StaffBrowser(app)
    browser.secret, browser.email = of.secret, of.email
    return browser


def step_of_password(browser):
    """Give the password, and no sheet."""
    browser.open("/desk/signin")
    browser.post_form(email=browser.email, password=PASSWORD)
