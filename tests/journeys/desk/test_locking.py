"""An idle desk in a real browser: a warning, a lock, and the typed form offered again."""

import sqlite3
from contextlib import closing
from datetime import timedelta

from intake import clock
from intake.sessions.store import IDLE
from tests.support.browser.steps import PASSWORD, follow, join_desk
from tests.support.waiting import PATIENCE

EMAIL = "wren.testwood@example.org"
TYPED = "https://example.org/invented-tern-notice"


def test_an_idle_desk_warns_then_locks_and_restores_the_form(page, live):
    join_desk(page, live.invitation, EMAIL)
    page.goto(f"{live.url}/desk/account/codes")
    follow(page, page.get_by_role("button", name="Show me ten new codes"))
    codes = page.locator("#recovery-codes code").all_inner_texts()
    follow(page, page.get_by_role("button", name="I saved them"))

    page.clock.install()
    page.reload()
    stay_idle(page, live, IDLE - timedelta(seconds=50))
    warning = page.get_by_role("dialog")
    assert "locks in one minute" in warning.inner_text()
    with page.expect_response("**/desk/stay"):
        warning.get_by_role("button", name="Stay signed in").click()
    warning.wait_for(state="hidden")
    seconds = page.evaluate("fetch('/desk/left').then(reply => reply.text()).then(Number)")
    assert seconds > (IDLE - timedelta(minutes=1)).total_seconds()

    page.goto(f"{live.url}/desk/law?change=fear_return")
    page.locator("[name=source]").fill(TYPED)
    follow(page, page.get_by_role("button", name="Lock now"))
    assert page.locator("h1").inner_text() == "The desk is locked"
    page.go_back()
    assert TYPED not in page.content()
    assert page.url.startswith(f"{live.url}/desk/signin")

    come_back(page, live, codes[0])
    assert page.url == f"{live.url}/desk/typed"
    assert TYPED in page.locator("#typed").inner_text()

    page.goto(f"{live.url}/desk/account")
    stay_idle(page, live, IDLE)
    page.wait_for_url("**/desk/signin")


def stay_idle(page, live, duration):
    """Pass time without activity, at the page and for the session."""
    seen = (clock.now() - duration).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(live.folder / "intake.db", timeout=PATIENCE)) as tables, tables:
        tables.execute("UPDATE staff_sessions SET last_seen_at = ?", (seen,))
    page.clock.fast_forward(int(duration.total_seconds() * 1000))


def come_back(page, live, code):
    page.goto(f"{live.url}/desk/signin")
    assert page.locator("[name=email]").input_value() == EMAIL
    page.locator("[name=password]").fill(PASSWORD)
    follow(page, page.locator("main form button").first)
    page.locator("[name=code]").fill(code)
    follow(page, page.locator("form:has([name=code]) button"))
