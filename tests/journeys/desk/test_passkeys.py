"""Passkeys in a real browser, with Chromium's virtual authenticator."""

import re

import pytest

from tests.support.browser.live import Live
from tests.support.browser.steps import (
    PASSWORD,
    choose_password,
    follow,
    join_desk,
    sign_out,
    take_sheets,
)

EMAIL = "wren.testwood@example.org"


def test_a_passkey_is_added_signs_in_and_confirms_the_member(page, named):
    key = Authenticator(page)
    join_desk(page, f"{named.url}{named.invitation.partition(str(named.port))[2]}", EMAIL)

    page.locator(".menu > summary").click()
    page.get_by_role("link", name=EMAIL).click()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.locator("#passkeys li").wait_for()

    sign_out(page)
    give_password(page)
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(re.compile("/desk/(work)?$"))
    assert [credential["signCount"] for credential in key.credentials()] == [2]

    page.goto(f"{named.url}/desk/signin/again")
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(re.compile("/desk/(work)?$"))
    page.goto(f"{named.url}/desk/account/passkeys")
    assert "last used" in page.locator("#passkeys").inner_text()


@pytest.mark.long
def test_recovery_codes_replace_a_lost_passkey(page, named):
    key = Authenticator(page)
    choose_password(page, f"{named.url}{named.invitation.partition(str(named.port))[2]}", EMAIL)
    follow(page, page.get_by_role("button", name="Use a passkey"))
    take_sheets(page)
    follow(page, page.get_by_role("button", name="Show me ten new codes"))
    code = page.locator("#recovery-codes code").first.inner_text()
    sign_out(page)
    give_password(page)
    key.remove()
    Authenticator(page)

    page.get_by_role("button", name="Use your passkey").click()
    page.get_by_text("The passkey did not respond.").wait_for()
    page.locator("[name=code]").fill(code)
    page.locator("form:has([name=code]) button").click()

    page.wait_for_url(re.compile("/desk/(work)?$"))


@pytest.mark.long
def test_a_passkey_stands_in_for_the_sheet_in_a_browser_that_forgot_the_member(page, named):
    """Chromium's own PRF: the authenticator derives the secret, the script sends it."""
    Authenticator(page)
    join_desk(page, f"{named.url}{named.invitation.partition(str(named.port))[2]}", EMAIL)
    page.goto(f"{named.url}/desk/account/passkeys")
    page.get_by_role("button", name="Add a passkey").click()
    page.locator("#passkeys li").wait_for()
    page.get_by_role("link", name="Let a passkey stand in for the sign-in sheet").click()
    page.get_by_role("button", name="Let this passkey stand in for the sheet").click()
    page.wait_for_url("**/desk/account/passkeys")

    sign_out(page)
    page.context.clear_cookies()
    page.goto(f"{named.url}/desk/signin")
    give_password(page)
    page.locator("[name=device_code]").wait_for()
    page.get_by_role("button", name="Use your passkey instead of the sheet").click()
    page.get_by_role("button", name="Use your passkey", exact=True).click()

    page.wait_for_url(re.compile("/desk/(work)?$"))


def give_password(page):
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()


class Authenticator:
    """A virtual security key in the browser of a page."""

    def __init__(self, page):
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "usb",
            "hasUserVerification": True,
            "isUserVerified": True,
            "hasPrf": True,
            "automaticPresenceSimulation": True,
        }
        added = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id = added["authenticatorId"]

    def remove(self):
        self.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})

    def credentials(self):
        result = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(result["credentials"])


@pytest.fixture
def named(tmp_path):
    """Run the product at ``localhost``: passkeys need a host name."""
    live = LiveWithHostName(tmp_path / "var")
    live.settings["PUBLIC_URL"] = live.url
    live.start()
    yield live
    live.kill()


class LiveWithHostName(Live):
    """The running product, addressed by a host name."""

    @property
    def url(self):
        return f"http://localhost:{self.port}"
