"""Decide cases with the keyboard alone, and count the keys."""

import sqlite3
import tomllib
from collections import Counter
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from intake import clock
from tests.support.browser.live import Live
from tests.support.browser.steps import PASSWORD, follow, join, sign_out, totp_code

pytestmark = pytest.mark.timeout(300, func_only=False)

FEW, MANY = 5, 20
CASES_IN_QUEUE = 60
NOON = 12
CASES_LOOKED_AT, TWO_SCREENS, CONTROLS = 20, 2 * 800, 25
SIZE = """() => [
  document.documentElement.scrollHeight,
  [...document.querySelectorAll("main :is(a, button, input, select, textarea, summary)")]
    .filter(each => each.checkVisibility()).length
]"""
PRESSES = 3
MEAN_KEYS_A_CASE, MOST_KEYS_A_CASE = 50, 80
"""Bounds for all cases and for one. Chance decides which of them come first: ties in the queue
are ordered by random ids, and a case with many dates has more links to pass.
"""
EMAIL = "first.member@example.org"
FOCUSED = "document.activeElement"
FOCUSED_NAME = (
    f"{FOCUSED}.dataset.reference || {FOCUSED}.name || {FOCUSED}.id || {FOCUSED}.innerText.trim()"
)


TICK = "tick"
"""In place of a value: a box is ticked, if it is there."""

FROM_THE_QUEUE = ("filter", "search")
ACTS, FIRST_DAY = (
    tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))
    for name in ("test_keyboard_day", "first_day")
)


class DeskKeyboard:
    """A keyboard at the desk, which counts the keys pressed."""

    def __init__(self, page, *, home, secret):
        """Use a page at the address *home*; *secret* is the member's TOTP secret."""
        self.page, self.home, self.secret = page, home, secret
        self.pressed: Counter[str] = Counter()
        self.typed = 0
        self.signing_in = 0

    @property
    def keys(self):
        """Return the number of keys so far, without the letters of typed words."""
        return self.pressed.total()

    def press(self, key):
        """Press one key."""
        self.page.keyboard.press(key)
        self.pressed[key] += 1

    def type(self, words):
        """Type words into the focused field."""
        self.page.keyboard.type(words)
        self.typed += len(words)

    def tab_to(self, selector):
        """Press Tab until an element that matches this selector has the focus."""
        for _ in range(80):
            if self.page.evaluate(f"{FOCUSED}.matches({selector!r})"):
                return
            self.press("Tab")
        last = self.page.evaluate(FOCUSED_NAME)
        raise AssertionError(f"{selector} cannot be reached, last: {last}")

    def follow(self, key="Enter"):
        """Press a key that leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.press(key)

    def act(self, *steps):
        """Press Enter on each of these elements; return the number of presses.

        Moving between them is not counted. A pair is a field and its value: a value is typed, or
        chosen from a list by its first letter, which is one press more. A box to tick is not
        counted: it asks for the consent of some applicants, and must not be quick.
        """
        presses = 0
        for step in steps:
            selector, value = (step, "") if isinstance(step, str) else step
            element = self.page.locator(selector).first
            if value == TICK and not element.count():
                continue
            element.focus()
            if not value:
                presses += 1
                self._enter(element)
            elif value == TICK:
                self.page.keyboard.press("Space")
            elif self.page.evaluate(f"{FOCUSED}.localName") == "select":
                presses += 1
                element.select_option(value)
            else:
                element.select_text()
                self.type(value)
        return presses

    def _enter(self, element):
        if element.evaluate("node => node.localName") == "summary":
            self.page.keyboard.press("Enter")
        else:
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")

    def skip_to_page(self):
        """Skip the header of the page by its link."""
        self.press("Tab")
        self.press("Enter")


@pytest.mark.parametrize("cases", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_cases_are_decided_by_keyboard_alone(desk, live, tell, cases):
    page, decided = desk.page, count_decided(live)

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
    paths = set()
    for _ in range(cases):
        before = desk.keys
        paths.add(urlsplit(page.url).path)
        decide(desk)
        each.append(desk.keys - before)

    tell(
        f"{cases} cases by keyboard: {desk.signing_in} keys to sign in, {assigning} to "
        f"assign one and go on, {sum(each)} to decide all ({min(each)} to {max(each)} a case), "
        f"0 clicks; {desk.typed} letters typed. {dict(desk.pressed.most_common())}"
    )
    assert assigning == 1
    assert sum(each) <= MEAN_KEYS_A_CASE * cases
    assert max(each) <= MOST_KEYS_A_CASE
    assert len(paths) == cases
    assert count_decided(live) - decided == cases


@pytest.mark.long
def test_every_act_takes_three_presses(desk, tell):
    page = desk.page
    case = a_case_choose_english(desk, to_copy=True)

    counted = {}
    for act, steps in ACTS.items():
        page.goto(f"{desk.home}/desk/" if act in FROM_THE_QUEUE else case)
        counted[act] = desk.act(*steps)
        assert page.locator(".error-summary").count() == 0, (act, page.inner_text("main"))

    counts = ", ".join(f"{act} {presses}" for act, presses in counted.items())
    tell(f"Presses, with the page open: {counts}")
    assert {act: presses for act, presses in counted.items() if presses > PRESSES} == {}
    declined = ("Decline waiting for second approval", "Closed: Declined: merits")
    assert any(sentence in page.inner_text("main") for sentence in declined)


@pytest.mark.long
def test_a_first_day_takes_these_presses(desk):
    page, counted = desk.page, {}
    for task, (before, steps, says) in FIRST_DAY.items():
        page.goto(f"{desk.home}/desk/?view=unassigned&tier=P3&status=new")
        desk.act(*before, *steps)
        assert says in page.inner_text("main"), task
        counted[task] = sum(isinstance(step, str) for step in steps)

    assert counted == {
        "due today": 1,
        "told": 3,
        "correct a date": 4,
        "filed": 4,
        "hand over": 3,
        "decline": 3,
        "call": 2,
        "close": 3,
    }


def test_a_case_is_two_screens_and_a_phone_shows_the_first_row(desk):
    page = desk.page
    page.goto(f"{desk.home}/desk/")
    addresses = page.locator("tr[data-reference] th a").evaluate_all("all => all.map(a => a.href)")
    for address in addresses[:CASES_LOOKED_AT]:
        page.goto(address)
        height, controls = page.evaluate(SIZE)
        assert (height <= TWO_SCREENS, controls <= CONTROLS) == (True, True), (height, controls)

    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{desk.home}/desk/")
    row = page.locator("tr[data-reference]").first.bounding_box()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert row["y"] + row["height"] <= 640


CALLER: tuple[tuple[str, str], ...] = (
    ("#call_language", "Spanish"),
    ("#filling_for", "Space"),
    ("#location_kind", "Space"),
    ("#us_state", "Geo"),
    ("#danger_now", "Space"),
    ("#help_types", "Space"),
    ("#has_lawyer", "Space"),
    ("#household_size", "3"),
    ("#so_far", "Space"),
    ("#name_to_use", "Lumo"),
    ("[name=contact_methods][value=call]", "Space"),
    ("#phone", "2025550143"),
    ("#ok_voicemail", "Space"),
)
"""What an ordinary caller says: a court paper, and the number to call back."""

OPENED = (
    ("#detained_now", "Space"),
    ("#next_hearing_date", "4"),
    ("#next_hearing_date-m", "3"),
    ("#next_hearing_date-y", "2027"),
    ("#hearing_kind", "Space"),
)
"""What the court paper opens."""

KEYS_OF_A_CALLER = 160
"""Keys, of which about three a second are pressed while a person speaks: within a minute."""


@pytest.mark.long
def test_a_caller_is_entered_by_keyboard_alone(desk, tell):
    desk.page.goto(f"{desk.home}/desk/new")
    keys, letters = desk.keys, desk.typed
    desk.skip_to_page()
    fill_in(desk, CALLER)
    desk.tab_to("[name=ack_not_lawyer]")
    desk.press("Space")
    desk.tab_to("[name=ack_deadline]")
    desk.press("Space")
    desk.tab_to("[name=send]")
    desk.follow()
    assert desk.page.evaluate(f"{FOCUSED}.matches('.asked')")
    fill_in(desk, OPENED)
    desk.tab_to("[name=send]")
    desk.follow()
    assert "Your reference number is" in desk.page.inner_text("main")

    keys, letters = desk.keys - keys, desk.typed - letters
    tell(f"A caller by keyboard: {keys} keys and {letters} letters, 0 clicks")
    assert keys + letters <= KEYS_OF_A_CALLER


def fill_in(desk, answers):
    """Go to each field by Tab, and press Space or type."""
    for selector, value in answers:
        desk.tab_to(selector)
        if value == "Space":
            desk.press(value)
        else:
            desk.type(value)


def test_enter_on_a_radio_button_records_nothing(desk):
    page = desk.page
    page.goto(a_case_choose_english(desk))
    follow(page, page.locator(".tabs a >> text=Contact"))

    for selector, question in (
        ("#channel", "an outcome"),
        ("#spoke_with", "an interpreter option"),
    ):
        page.locator(selector).focus()
        desk.follow("Enter")
        assert f"Choose {question}." in page.inner_text(".error-summary")
        assert "Spoke with" not in page.inner_text("[aria-labelledby=tried]")


def a_case_choose_english(desk, *, to_copy=False):
    """Return the address of a new, unassigned case in English whose story is not hidden.

    With *to_copy* it is one whose applicant may be reached now and does not forbid copies.
    """
    page = desk.page
    page.goto(f"{desk.home}/desk/?view=unassigned&language=other&status=new")
    rows = page.locator("tr[data-reference] th a").evaluate_all("all => all.map(a => a.href)")
    for address in rows:
        page.goto(address)
        if page.locator(".tabs").count() and not (to_copy and forbids(desk, address)):
            return str(address)
    raise AssertionError("no case in English is new")


def forbids(desk, address):
    """Return whether no way to reach the applicant is safe now, or copies are forbidden."""
    page = desk.page
    follow(page, page.locator(".tabs a >> text=Contact"))
    unsafe = page.locator("input[name=channel]:checked").count() == 0
    page.goto(address)
    page.locator("main .menu > summary").click()
    follow(page, page.locator(".tabs a >> text=Transfer"))
    return unsafe or page.locator("button[value=paper]").count() == 0


def decide(desk):
    """Refer the case to other organisations with a reason, and open the next."""
    desk.skip_to_page()
    desk.tab_to("#decide > summary")
    desk.press("Enter")
    desk.tab_to("a[href*='choice=refer']")
    desk.follow()
    desk.tab_to("textarea[name=text]")
    desk.type("Others nearby know this court.")
    if not desk.page.locator("#letter").input_value():
        desk.tab_to("select[name=language]")
        desk.press("E")
        desk.tab_to("[name=do][value=preview]")
        desk.follow()
    desk.tab_to("form[aria-labelledby=decide] [name=then]")
    desk.follow()
    assert "done=" in desk.page.url, desk.page.inner_text("main")


def sign_in(desk):
    """Sign in with password and code."""
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


def count_decided(live):
    """Return how often a case was closed, decided, or its closing proposed to a colleague."""
    decided = "SELECT count(*) FROM audit_entries WHERE act IN (?, ?) OR act LIKE ?"
    with closing(sqlite3.connect(live.folder / "intake.db")) as database:
        (count,) = database.execute(
            decided, ("closing_proposed", "decision_stored", "closed_%")
        ).fetchone()
    return int(count)


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """Run the product where it is day now: at night no call is safe."""
    zone = "Asia/Tokyo" if clock.now().hour < NOON else "America/New_York"
    live = Live(tmp_path_factory.mktemp("live") / "var", {"TIME_ZONE": zone})
    live.start()
    yield live
    live.kill()


@pytest.fixture(scope="module")
def desk(live, browser):
    """Return the keyboard of the first member, signed in, with invented cases in the queue."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    secret, _ = join(page, live.invitation, EMAIL)
    page.goto(f"{live.url}/desk/")
    sign_out(page)
    live.flask("demo", "load", "--untouched", "--cases", str(CASES_IN_QUEUE))
    keyboard = DeskKeyboard(page, home=live.url, secret=secret)
    sign_in(keyboard)
    keyboard.signing_in = keyboard.keys
    return keyboard
