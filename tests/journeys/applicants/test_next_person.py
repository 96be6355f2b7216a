"""A browser with a profile on disk: the next person finds nothing, on the pages or in its files."""

import re
import sqlite3
from contextlib import closing

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.support.browser.back import back
from tests.support.browser.chromium import FLAGS, chromium
from tests.support.browser.shared_product import PHONE, fast_applicant
from tests.support.browser.steps import follow, press
from tests.support.clients.applicant import SHORTEST
from tests.support.clients.strict_client import REVEALING

NAMES = ("Zanziwort", "Quopperby", "Mirvelloth", "Ysgolpine", "Brundlewick")
"""What five people type, each a word that is nowhere else."""

NAME_PAGE = f"/en/f/{ASYLUM.numbers['name_to_use']}"
REMEMBER = "Let this device fill this in and remember it"
ANOTHER, FINISH = "Fill in for another person", "Finish on this device"


class Profile:
    """Chromium that keeps on disk, and in memory, what people's browsers keep."""

    def __init__(self, browser, folder, live):
        self.folder, self.live = folder, live
        self.context = browser.browser_type.launch_persistent_context(
            folder,
            executable_path=chromium(),
            args=[*FLAGS, "--enable-features=CacheControlNoStoreEnterBackForwardCache"],
            ignore_default_args=["--disable-back-forward-cache"],
            viewport=PHONE,
        )
        self.page = self.context.pages[0]
        self.secrets: list[str] = []
        """Names, references and codes of everyone so far."""

    def start(self):
        """Come to the first page, choose English and press *Start*."""
        self.page.goto(self.live.url)
        follow(self.page, self.page.get_by_role("link", name="English", exact=True))
        self.press("Start")

    def press(self, button):
        """Press the button of this name."""
        follow(self.page, self.page.get_by_role("button", name=button, exact=True))

    def fill_in(self, name, device, *, remembers=False):
        """Answer every page; type the name as a person does, and look at answers and code."""
        self.secrets.append(name)
        page, answers = self.page, {**SHORTEST, "device": [device]}
        someone = fast_applicant(self.context, self.live, answers)
        someone.begin()
        answer_until(someone, NAME_PAGE)
        page.goto(self.live.url + NAME_PAGE)
        if remembers:
            self.press(REMEMBER)
        page.locator("[name=name_to_use]").click()
        page.keyboard.type(name)
        follow(page, page.locator("main form button:not([name])"))
        someone.open(page.url)
        answer_until(someone, "/f/check")
        for path in ("f/code", "f/check"):
            page.goto(f"{self.live.url}/en/{path}")
            assert name in page.content() or page.locator("#return-code").count()

    def send(self):
        """Send, and note reference and code."""
        for box in ("ack_not_lawyer", "ack_deadline"):
            press(self.page.locator(f"input[name={box}]"))
        follow(self.page, self.page.locator("button[name=send][value=now]"))
        shown = [
            self.page.locator(f"#{id_}").text_content().strip()
            for id_ in ("reference", "return-code")
        ]
        assert all(re.fullmatch(r"[0-9A-Z]{4}([- ][0-9A-Z]{4})+", code) for code in shown)
        self.secrets += shown

    def traces(self):
        """Go back through the history, then ask for pages; return what shows a secret."""
        found: list[str] = []

        def look(how):
            typed = self.page.evaluate(VALUES)
            shown = self.page.content() + typed + self.page.title() + self.page.url
            found.extend(f"{how} {self.page.url}: {word}" for word in self.secrets if word in shown)

        look("first")
        while back(self.page):
            look("back to")
        for path in ("sent", "f/code", "f/check", NAME_PAGE[4:], "mailbox", "f/start", ""):
            self.page.goto(f"{self.live.url}/en/{path}")
            look("open")
        self.page.reload()
        look("reload")
        return found

    def rows(self, file, query):
        """Return what a database of the profile holds, once the browser is closed."""
        with closing(sqlite3.connect(self.folder / "Default" / file)) as database:
            return database.execute(query).fetchall()

    def files_with_secrets(self):
        """Return the files that contain a secret, once the browser is closed."""
        coded = [word.encode(coding) for word in self.secrets for coding in ("utf-8", "utf-16-le")]
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return [path.name for path in files if any(word in path.read_bytes() for word in coded)]


@pytest.fixture
def profile(browser, tmp_path, shared_live):
    """Start Chromium with an empty profile."""
    profile = Profile(browser, tmp_path / "profile", shared_live)
    yield profile
    profile.context.close()


@pytest.mark.parametrize("device", ["shared", pytest.param("mine", marks=pytest.mark.long)])
def test_whoever_comes_next_finds_nothing_of_the_people_before(profile, exit_site, device):
    page, first, second, third, fourth, fifth = profile.page, *NAMES
    found: list[str] = []

    def next_person(name, ends):
        nonlocal found
        profile.fill_in(name, device)
        ends()
        found += profile.traces()

    def sends_and_presses(button):
        def ends():
            profile.send()
            profile.press(button)

        return ends

    def sends_and_next_presses_start():
        profile.send()
        start_after("Are you the person who sent this?")

    def start_after(question):
        profile.start()
        if device == "mine":
            assert page.inner_text("h1") == question
            profile.press("No, start a new form")
        assert page.url.endswith("/en/f/1")
        assert page.locator("main :checked").count() == 0

    profile.start()
    next_person(first, sends_and_presses(ANOTHER))
    next_person(second, sends_and_presses(FINISH))
    next_person(third, sends_and_next_presses_start)
    next_person(fourth, lambda: start_after("Are you the person who began this?"))
    next_person(fifth, lambda: profile.press("Leave this site"))

    assert found == []
    assert len(set(profile.secrets)) == 11
    profile.context.close()
    assert profile.rows("Web Data", "SELECT name, value FROM autofill") == []
    assert profile.files_with_secrets() == []
    pages = profile.rows("History", "SELECT url, title FROM urls")
    assert {f"{profile.live.url}/en/sent", f"{profile.live.url}/en/f/code"} <= dict(pages).keys()
    telling = [row for row in pages for word in REVEALING if word in f"{row}".lower()]
    assert telling == []


def test_a_browser_keeps_what_was_typed_where_the_person_let_it(profile):
    """Show that the test above can fail, too."""
    profile.fill_in(NAMES[0], "mine", remembers=True)
    profile.press("Leave this site")

    profile.context.close()

    assert profile.rows("Web Data", "SELECT name, value FROM autofill") == [
        ("name_to_use", NAMES[0])
    ]
    assert profile.files_with_secrets() == ["Web Data"]


def answer_until(someone, end):
    """Answer page after page, up to the path that ends with *end*."""
    for _ in range(40):
        if someone.path.endswith(end):
            return
        someone.open("/en/f/check") if someone.path.endswith("/f/result") else someone.answer()
    raise AssertionError(someone.path)


VALUES = "[...document.querySelectorAll('input,textarea')].map((each) => each.value).join()"
