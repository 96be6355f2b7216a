"""Two members edit one case in their own browsers: nothing is lost."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from intake import clock
from intake.messages import thread
from tests.support.browser.steps import (
    PASSWORD,
    follow,
    give_access,
    join,
    join_desk,
    spoken_fingerprint,
    totp_code,
)
from tests.support.waiting import PATIENCE

WREN, GULL = "wren.testwood@example.org", "gull.testwood@example.org"
NOTE, DRAFT, OTHER = "She will send her papers, Zanziwort.", "Call the shelter.", "We can call you."


@pytest.mark.long
def test_two_members_edit_the_same_case_and_lose_nothing(wren, gull, live):
    reference = wren.locator("tr[data-reference]").first.get_attribute("data-reference")
    case = f"/desk/cases/{reference}"
    for page in (wren, gull):
        go_to(page, f"{case}/notes")

    gull.locator("#text").fill("Another plan.")
    follow(gull, gull.get_by_role("button", name="Save note"))
    wren.locator("#text").fill(NOTE)
    follow(wren, wren.get_by_role("button", name="Save note"))
    assert "Changed since you opened it" in wren.inner_text("main")
    assert "Note added · gull.testwood" in wren.inner_text(".warn")
    assert wren.locator("#text").input_value() == NOTE
    follow(wren, wren.get_by_role("button", name="Save note"))
    notes = wren.inner_text("section[aria-labelledby=notes]")
    assert NOTE in notes
    assert "Another plan." in notes

    for page, text in ((wren, DRAFT), (gull, OTHER)):
        go_to(page, f"{case}/messages")
        with page.expect_response("**/messages/draft"):
            page.locator("#text").fill(text)
        expect(page.locator("#kept")).to_contain_text("saved at")
    follow(gull, gull.get_by_role("button", name="Send", exact=True))
    assert gull.locator("#sending").is_visible()
    go_to(wren, f"{case}/messages")
    assert wren.locator("#text").input_value() == DRAFT
    assert OTHER in wren.inner_text("section[aria-labelledby=thread]")
    extend_call_back(live)
    go_to(gull, f"{case}/messages")
    gull.locator("#text").fill("PS")
    follow(gull, gull.get_by_role("button", name="Undo send"))
    assert gull.locator("#text").input_value() == f"{OTHER}\n\nPS"
    go_to(wren, f"{case}/messages")
    assert OTHER not in wren.inner_text("main")
    assert wren.locator("#text").input_value() == DRAFT


def go_to(page, path):
    """Open a page of the desk."""
    page.goto(f"{page.url.partition('/desk')[0]}{path}")


@pytest.fixture
def wren(page, live):
    """Return the page of the first member, at a queue of invented cases."""
    join_desk(page, live.invitation, WREN)
    live.flask("demo", "load", "--cases", "3")
    page.goto(f"{live.url}/desk/")
    return page


@pytest.fixture
def gull(wren, browser, live):
    """Return the page of a colleague in another browser, who has access to the keys."""
    link = live.flask("staff", "invite", GULL, "--role", "caseworker").splitlines()[0]
    page = browser.new_context().new_page()
    secret, _ = join(page, link)
    give_access(wren, live.url, GULL, spoken_fingerprint(page, live.url))
    wren.goto(f"{live.url}/desk/")
    page.goto(f"{live.url}/desk/signin")
    page.locator("[name=password]").fill(PASSWORD)
    follow(page, page.locator("main form button").first)
    page.locator("[name=code]").fill(totp_code(secret, ahead=1))
    follow(page, page.locator("form:has([name=code]) button"))
    return page


def extend_call_back(live):
    """Extend the time to call back messages for slow machines; a longer one counts as over."""
    until = (clock.now() + thread.LONGEST_WAIT).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(live.folder / "intake.db", timeout=PATIENCE)) as tables, tables:
        tables.execute("UPDATE messages SET out_at = ? WHERE out_at IS NOT NULL", (until,))
