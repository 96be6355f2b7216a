"""Twenty cases by keyboard alone, from signing in to a decision each: every key is counted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from tests.support.browser import ROOT, Live
from tests.support.people import PASSWORD, code_of, go

pytestmark = pytest.mark.timeout(90)

CASES = 20
THERE = 24
MOST_KEYS_A_CASE = 60
EMAIL = "first.member@example.org"
FOCUSED = "document.activeElement"
HERE = (
    f"{FOCUSED}.dataset.reference || {FOCUSED}.name || {FOCUSED}.id || {FOCUSED}.innerText.trim()"
)


class Hands:
    """Two hands on a keyboard, and no mouse; they count what they press."""

    def __init__(self, page: Any, *, home: str, secret: str) -> None:
        """``home`` is where the product is; ``secret`` is what the member's app holds."""
        self.page, self.home, self.secret = page, home, secret
        self.pressed: Counter[str] = Counter()
        self.typed = 0

    @property
    def keys(self) -> int:
        """All keys so far, letters of words left out."""
        return self.pressed.total()

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)
        self.pressed[key] += 1

    def type(self, words: str) -> None:
        """Words, where the focus is."""
        self.page.keyboard.type(words)
        self.typed += len(words)

    def tab_to(self, wanted: str) -> None:
        """Tab until an element that fits this selector has the focus."""
        for _ in range(80):
            if self.page.evaluate(f"{FOCUSED}.matches({wanted!r})"):
                return
            self.press("Tab")
        raise AssertionError(f"{wanted} has no way to it, last: {self.page.evaluate(HERE)}")

    def follow(self, key: str = "Enter") -> None:
        """Press what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.press(key)

    def skip_to_page(self) -> None:
        """Past the head of the page, by the link for that."""
        self.press("Tab")
        self.press("Enter")


def test_twenty_cases_are_worked_by_keyboard_alone(
    desk: Hands, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in(desk)
    signing_in = desk.keys
    page = desk.page

    page.goto(f"{desk.home}/desk/?view=unassigned")
    desk.skip_to_page()
    desk.tab_to("a.skip")
    desk.press("Enter")
    desk.tab_to("tr[data-reference]")
    before = desk.keys
    first = page.evaluate(f"{FOCUSED}.dataset.reference")
    desk.follow("a")
    assert page.evaluate(f"{FOCUSED}.dataset.reference") not in ("", first)
    assigning = desk.keys - before

    desk.follow("Enter")
    each = []
    for _ in range(CASES):
        before = desk.keys
        decide(desk)
        each.append(desk.keys - before)

    with capsys.disabled():
        sys.stdout.write(
            f"\n{CASES} cases by keyboard: {signing_in} keys to sign in, {assigning} to assign one "
            f"and go on, {sum(each)} to decide all ({min(each)} to {max(each)} a case), 0 clicks; "
            f"{desk.typed} letters typed. {dict(desk.pressed.most_common())}\n"
        )
    assert assigning == 1
    assert max(each) <= MOST_KEYS_A_CASE
    assert decided(desk) == CASES


def decide(desk: Hands) -> None:
    """Read the case, refer the person to others, say why, and go on to the next."""
    desk.skip_to_page()
    desk.tab_to("a[href*='choice=refer']")
    desk.follow()
    desk.skip_to_page()
    desk.tab_to("textarea[name=text]")
    desk.type("Others nearby know this court.")
    if not desk.page.locator("#letter").input_value():
        in_english(desk)
    desk.tab_to("form[aria-labelledby=decide] [name=then]")
    desk.follow()
    assert "done=" in desk.page.url, desk.page.inner_text("main")


def in_english(desk: Hands) -> None:
    """No ready text was reviewed in the person's language: the letter goes out in English."""
    desk.tab_to("select[name=language]")
    desk.press("E")
    desk.tab_to("[name=do][value=preview]")
    desk.follow()
    desk.skip_to_page()


def sign_in(desk: Hands) -> None:
    """As every morning."""
    page = desk.page
    page.goto(f"{desk.home}/desk/signin")
    desk.tab_to("[name=email]")
    desk.type(EMAIL)
    desk.tab_to("[name=password]")
    desk.type(PASSWORD)
    desk.follow()
    desk.tab_to("[name=code]")
    desk.type(code_of(desk.secret, ahead=1))  # the one shown now was used up in joining
    desk.follow()


def decided(desk: Hands) -> int:
    """How many cases are in the queue no longer."""
    desk.page.goto(f"{desk.home}/desk/")
    return THERE - len(desk.page.locator("tr[data-reference]").all())


@pytest.fixture
def desk(live: Live, browser: Any) -> Hands:
    """The first member, who has joined, in front of invented cases; signed out again."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(live.invitation)
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password_again]").fill(PASSWORD)
    go(page, page.locator("main form button"))
    secret = page.locator("#totp-secret").inner_text()
    page.locator("[name=code]").fill(code_of(secret))
    go(page, page.locator("main form button").first)
    page.goto(f"{live.url}/desk/")
    go(page, page.get_by_role("button", name="Sign out"))
    load = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "load", "--cases", str(THERE)]
    subprocess.run(load, cwd=ROOT, env={**os.environ, "VAR": str(live.folder)}, check=True)
    return Hands(page, home=live.url, secret=secret)
