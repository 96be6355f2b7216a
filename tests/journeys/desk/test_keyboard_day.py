"""Twenty cases by keyboard alone, from signing in to a decision each: every key is counted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from tests.support.browser.live import ROOT, Live
from tests.support.browser.steps import PASSWORD, follow, totp_code

CASES = 20
THERE = 40
PRESSES = 2
MEAN_KEYS_A_CASE, MOST_KEYS_A_CASE = 50, 80
"""Bounds for all cases and for one. Which 20 of the 40 come first is chance: ties in the queue are
ordered by random ids, and a case with many dates has more links to pass.
"""
EMAIL = "first.member@example.org"
FOCUSED = "document.activeElement"
HERE = (
    f"{FOCUSED}.dataset.reference || {FOCUSED}.name || {FOCUSED}.id || {FOCUSED}.innerText.trim()"
)


FROM_THE_QUEUE = ("filter", "search")
ACTS: tuple[tuple[str, tuple[str | tuple[str, str], ...]], ...] = (
    ("filter", (".filters summary", ".filters a >> text=English")),
    ("search", ("header a >> text=Search", ("#q", "Lumo"), "main form button")),
    ("assign", ("form[action*=assign] button",)),
    ("next date", ("form[action*='/date'] button",)),
    ("confirm a date", ("[id^=d-] summary", "[id^=d-] button")),
    ("move", (("#to", "triage"), "form[action*=move] button")),
    ("note", (".tabs a >> text=Notes", ("#text", "They will call."), "form.note button")),
    (
        "message",
        (".next a >> text=Message", ("#text", "Please write to us."), "#compose .buttons button"),
    ),
    ("attempt", (".next a >> text=Record a call", "button[value=no_answer]")),
    (
        "screening",
        (
            ".next a >> text=Record a call",
            ("#screening-text", "A long talk."),
            "button[value=none]",
        ),
    ),
    (
        "merits",
        (
            ".tabs a >> text=Decision",
            ("#merits-text", "Much is open."),
            "form[action*=merits] button",
        ),
    ),
    ("hold", (("#to", "conflict_hold"), "form[action*=move] button")),
    (
        "conflict",
        (
            ("#grounds", "another_person"),
            ("#text", "Born elsewhere."),
            "form[action*=conflict] button",
        ),
    ),
    ("hand over", (".tabs a >> text=Hand over", "button[value=paper]")),
    ("legal hold", ("form[action*=hold] button",)),
    (
        "decline",
        (".next nav a >> text=Merits", ("#text", "No nexus."), "button[value=decide]"),
    ),
)


class Hands:
    """Two hands on a keyboard, and no mouse; they count what they press."""

    def __init__(self, page: Any, *, home: str, secret: str) -> None:
        """``home`` is where the product is; ``secret`` is what the member's app holds."""
        self.page, self.home, self.secret = page, home, secret
        self.pressed: Counter[str] = Counter()
        self.typed = 0
        self.signing_in = 0

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

    def act(self, *steps: str | tuple[str, str]) -> int:
        """Press Enter on each of these in turn; gives how many presses it took.

        Going from one to the next is not counted. A pair is what is filled into a box, which is
        typing, or chosen from a list, which is a press more: the letter that it begins with.
        """
        presses = 0
        for step in steps:
            wanted, what = step if isinstance(step, tuple) else (step, "")
            found = self.page.locator(wanted).first
            found.focus()
            if not what:
                presses += 1
                self._enter(found)
            elif self.page.evaluate(f"{FOCUSED}.localName") == "select":
                presses += 1
                found.select_option(what)
            else:
                self.type(what)
        return presses

    def _enter(self, found: Any) -> None:
        if found.evaluate("one => one.localName") == "summary":
            self.page.keyboard.press("Enter")
        else:
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")

    def skip_to_page(self) -> None:
        """Past the head of the page, by the link for that."""
        self.press("Tab")
        self.press("Enter")


def test_twenty_cases_are_worked_by_keyboard_alone(
    desk: Hands, capsys: pytest.CaptureFixture[str]
) -> None:
    page, there = desk.page, waiting(desk)

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
            f"\n{CASES} cases by keyboard: {desk.signing_in} keys to sign in, {assigning} to "
            f"assign one and go on, {sum(each)} to decide all ({min(each)} to {max(each)} a case), "
            f"0 clicks; {desk.typed} letters typed. {dict(desk.pressed.most_common())}\n"
        )
    assert assigning == 1
    assert sum(each) <= MEAN_KEYS_A_CASE * CASES
    assert max(each) <= MOST_KEYS_A_CASE
    assert there - waiting(desk) == CASES


def test_every_act_takes_two_presses(desk: Hands, capsys: pytest.CaptureFixture[str]) -> None:
    page = desk.page
    case = a_case_in_english(desk)

    counted = {}
    for act, steps in ACTS:
        page.goto(f"{desk.home}/desk/" if act in FROM_THE_QUEUE else case)
        counted[act] = desk.act(*steps)
        assert page.locator(".error-summary").count() == 0, (act, page.inner_text("main"))

    with capsys.disabled():
        told = ", ".join(f"{act} {presses}" for act, presses in counted.items())
        sys.stdout.write(f"\nPresses, with the page open: {told}\n")
    assert {act: presses for act, presses in counted.items() if presses > PRESSES} == {}
    declined = ("A decline waits for a second member", "Closed: Declined: merits")
    assert any(said in page.inner_text("main") for said in declined)


def test_enter_at_a_dot_records_nothing(desk: Hands) -> None:
    page = desk.page
    page.goto(a_case_in_english(desk))
    follow(page, page.locator(".next a >> text=Record a call"))

    for wanted, told in (("#way", "what came of it"), ("#spoke_with", "who interpreted")):
        page.locator(wanted).focus()
        desk.follow("Enter")
        assert f"Choose {told}." in page.inner_text(".error-summary")
        assert "Spoke with" not in page.inner_text("[aria-labelledby=tried]")


def a_case_in_english(desk: Hands) -> str:
    """The address of one that is new and nobody's, whose story may be read."""
    page = desk.page
    page.goto(f"{desk.home}/desk/?view=unassigned&language=en&status=new")
    rows = page.locator("tr[data-reference] th a").evaluate_all("all => all.map(a => a.href)")
    for address in rows:
        page.goto(address)
        if page.locator(".tabs").count():
            return str(page.url)
    raise AssertionError("no case in English is new")


def decide(desk: Hands) -> None:
    """Read the case, refer the person to others, say why, and go on to the next."""
    desk.skip_to_page()
    desk.tab_to("a[href*='choice=refer']")
    desk.follow()
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
    desk.type(totp_code(desk.secret, ahead=1))  # the one shown now was used up in joining
    desk.follow()


def waiting(desk: Hands) -> int:
    """How many cases are in the queue."""
    desk.page.goto(f"{desk.home}/desk/")
    return int(desk.page.locator("tr[data-reference]").count())


@pytest.fixture(scope="module")
def desk(live: Live, browser: Any) -> Hands:
    """The first member, who has joined and signed in again, in front of invented cases."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(live.invitation)
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password_again]").fill(PASSWORD)
    follow(page, page.locator("main form button"))
    secret = page.locator("#totp-secret").inner_text()
    page.locator("[name=code]").fill(totp_code(secret))
    follow(page, page.locator("main form button").first)
    page.goto(f"{live.url}/desk/")
    follow(page, page.get_by_role("button", name="Sign out"))
    load = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "load", "--untouched"]
    load += ["--cases", str(THERE)]
    subprocess.run(load, cwd=ROOT, env={**os.environ, "VAR": str(live.folder)}, check=True)
    hands = Hands(page, home=live.url, secret=secret)
    sign_in(hands)
    hands.signing_in = hands.keys
    return hands
