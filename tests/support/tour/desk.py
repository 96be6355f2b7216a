"""Walk every page of the desk: joining, every link, every form sent empty."""

import re
from collections import Counter
from html import unescape

from flask import Flask

from intake.staff.store import Role
from intake.storage_faults import StorageFault
from tests.staff.making import PASSWORD
from tests.support.clients.callers import ROW, choose_file, csv_of, enter, press
from tests.support.clients.members import StaffBrowser, invite

PAGES_OF_A_KIND = 2
"""The most pages of one view that are opened where links lead to more."""

READ_ONLY = re.compile(r"^/desk/(?!signin|signout|invitation)")
CASE = re.compile(r"^/desk/cases/[0-9A-Z]{4}-[0-9A-Z]{4}$")
ENDING = re.compile(r"/(lock|typed|stay|disable|erase|codes|sessions)\b")
"""Actions that end the session or remove something that the walk still needs."""

FILTERED = (
    "/desk/?view=unassigned&tier=P1&since=2026-11-20&sort=moved",
    "/desk/?until=2026-11-24",
    "/desk/diary?mine=1",
    "/desk/diary?office=all",
    "/desk/audit?act=case_opened",
)
"""Lists with filters. Where one goes on, its second page is opened too."""

QUESTION = {
    "choice": "more_facts",
    "text": "Nobody knows yet when they came.",
    "language": "en",
    "made_for": "more_facts en",
    "letter": "On which day did you come?",
    "do": "decide",
}
"""A decision that asks the applicant for more."""


def walk(album, first_link):
    """Walk as the first member, a colleague who waits for access, and a reporter."""
    supervisor = _new_browser(album)
    supervisor.open(first_link)
    supervisor.fill(email="nobody", password="short", password_again="other")
    supervisor.join(first_link)
    own = (
        *("signin/password", "signin/passkey", "signin/ways-back", "account", "account/codes"),
        "offices",
    )
    for page in own:
        supervisor.open(f"/desk/{page}")
    supervisor.fill(action="/desk/account/codes")
    waiting = _new_browser(album)
    waiting.join(invite(album.app, Role.CASEWORKER), email="")
    album.state = "waits for access"
    waiting.open("/desk/")
    album.state = ""
    _follow_all_links(album, supervisor)
    _send_empty_forms(album, supervisor)
    enter(supervisor, wants_code="yes")
    _import_requests(album, supervisor)
    _open_offices(album, supervisor)
    _propose_law(album, supervisor)
    _open_lists(album, supervisor)
    _save_draft(album, supervisor)
    _hold_and_decide(album, supervisor)
    _sign_in_again(album, supervisor)
    album.state = "empty"
    reporter = _new_browser(album)
    reporter.join(invite(album.app, Role.REPORTER, "heron.testwood@example.org"), email="")
    reporter.open("/desk/")
    album.state = ""


def _new_browser(album):
    app: Flask = album.app
    browser = StaffBrowser(app)
    browser.client = album.browser()
    browser.open("/desk/signin")
    return browser


def _follow_all_links(album, browser):
    seen: Counter[str] = Counter()
    opened: set[str] = set()
    browser.open("/desk/health/letters")
    browser.open("/desk/")
    while links := [link for link in album.links() if READ_ONLY.match(link) and link not in opened]:
        for link in dict.fromkeys(links):
            opened.add(link)
            endpoint, _ = album.view_of(link.partition("?")[0])
            seen[endpoint] += 1
            if seen[endpoint] > PAGES_OF_A_KIND:
                continue
            album.state = "" if seen[endpoint] == 1 else str(seen[endpoint])
            browser.client.get(link.replace("&amp;", "&"))
    album.state = ""
    case = next(page.path for page in album.pages.values() if CASE.match(page.path))
    for address in ("/desk/signin/again", f"{case}/erase", f"{case}/duplicates"):
        browser.open(address)


def _send_empty_forms(album, browser):
    """Send each form of each page empty; then search."""
    sent: set[str] = set()
    for seen in tuple(album.pages.values()):
        for action in re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', seen.html):
            endpoint, _ = album.view_of(action, "POST")
            if endpoint in sent or not READ_ONLY.match(action) or ENDING.search(action):
                continue
            sent.add(endpoint)
            browser.open(seen.path)
            if 'name="csrf_token"' in browser.text:
                album.state = "sent empty"
                browser.fill(action=action)
                album.state = ""
    browser.open("/desk/search")
    for name in ("Lumo", "Nobody by this name"):
        album.state = f"for {name}"
        browser.fill(action="/desk/search", q=name)
    album.state = ""
    browser.open("/desk/nothing-here")


def _import_requests(album, browser):
    """Import a spreadsheet with a mistake in its second row."""
    choose_file(browser, csv_of([ROW, {**ROW, "name_to_use": ""}]))
    album.state = "kept"
    press(browser, browser.path)
    album.state = ""
    for album.state in ("cousin", "adverse"):
        file = f"name,kind\nSela Testfold,{album.state}".encode()
        choose_file(browser, file, "/desk/new/import/names")
    album.state = "kept"
    browser.fill(action="/desk/new/import/names/keep", discard_on="2099-01-31")
    album.state = ""


def _open_offices(album, browser):
    """Add two offices, and store the pages on which they show."""
    case = next(page.path for page in album.pages.values() if CASE.match(page.path))
    album.state = "with offices"
    for name, states in (("Harbor North", "OH MI"), ("Harbor South", "TX")):
        browser.open("/desk/offices")
        browser.fill(name=name, states=states)
    (edit, *_) = re.findall(r'"(/desk/offices/[0-9a-f]{32})"', browser.text)
    for address in (edit, "/desk/", case):
        browser.open(address)
    album.state = ""


def _propose_law(album, browser):
    """Propose another number of law, and see which open cases it moves."""
    album.state = "with a proposal"
    browser.open("/desk/law")
    browser.fill(
        action="/desk/law/amendments",
        parameter="bia_appeal_days",
        value="10",
        from_day="2026-12-01",
        source="An invented order of an invented court",
        confidence="verified",
        review_by="2099-01-01",
    )
    (effect,) = re.findall(r'"(/desk/law/amendments/[0-9a-f]{32})"', browser.text)
    browser.open(effect)
    album.state = ""


def _open_lists(album, browser):
    """Open lists with filters, and the pages after them."""
    album.state = "filtered"
    browser.open("/desk/filter?list=closed")
    browser.fill(action="/desk/filter", list="closed", interpreter="yes")
    for address in FILTERED:
        album.state = f"filtered {address.partition('?')[2]}"
        browser.open(address)
        if following := re.search(r'rel="next" href="([^"]+)"', browser.text):
            album.state += " next"
            browser.open(unescape(following[1]))
    album.state = ""


def _save_draft(album, browser):
    """Store the page of a message that is not sent yet."""
    album.state = "with a draft"
    _act(album, browser, "messages", "messages/draft", text="Can you call us?", language="en")
    album.state = ""


def _hold_and_decide(album, browser):
    """Store the pages that lift a legal hold, and that tell the applicant of a decision."""
    case = _act(album, browser, "", "hold", text="An invented court asked for it.")
    browser.open(f"{case}/lift")
    _act(album, browser, "decision", "decision", **QUESTION)
    browser.open(f"{case}/tell")


def _act(album, browser, page, action, **fields):
    """Send a form of the first case with the version that a page shows; return the case's path."""
    case = next(page.path for page in album.pages.values() if CASE.match(page.path))
    browser.open(f"{case}/{page}".rstrip("/"))
    (version,) = set(re.findall('name="version" value="([0-9]+)"', browser.text))
    browser.fill(f"{case}/{action}", version=version, **fields)
    return case


def _sign_in_again(album, browser):
    """Lock, sign in with mistakes, and store the error pages of the desk."""
    browser.open("/desk/")
    browser.fill(action="/desk/lock")
    browser.open("/desk/signin")
    browser.fill(email=browser.email, password="not the password")
    browser.give_password(PASSWORD)
    browser.fill(code="000000")
    for status in (400, 409, 500, 503):
        album.imagine_error("/desk/", status)
    for fault in (StorageFault.AWAY, StorageFault.DISK_FULL, StorageFault.DAMAGED):
        album.imagine_fault("/desk/", fault)
