"""A full disk, no database: pages say what happened, and nothing is lost.

With a real browser of a phone's size, a real disk and PostgreSQL.
"""

import json
import os
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection

import pytest

from intake.questionnaire.asylum import ASYLUM
from intake.storage_faults import StorageFault
from tests.support.browser.live import Live, NotServing
from tests.support.browser.shared_product import PHONE, fast_applicant
from tests.support.browser.steps import follow, press
from tests.support.waiting import PATIENCE, until

PICTURES = os.environ.get("PICTURES")
"""A folder for screenshots of the pages; none are taken without it."""

NAME = "Tarviq Example-Bramblewick"
SAFE = "The answers you saved before are safe."
HELD = "What you just sent is still in this page."
NAME_PAGE = f"/en/f/{ASYLUM.numbers['name_to_use']}"
ONWARD = "main form button:not([name])"
CROWD = 60
IMPATIENT = "tests.support.servers.impatient_product"
WAITING = "requests wait for the database"
"""The log line of requests that wait."""


def test_on_a_full_disk_nothing_is_lost_and_one_press_sends_again(disk, page, browser):
    with serving(Live(disk.folder / "var", disk.settings, module=disk.module)) as live:
        earlier = answer_most(browser, live)
        before = saved_name(earlier, live)
        disk.fill()

        newcomer = first_refused(browser, live)
        look_at(newcomer, "full-disk")
        text = newcomer.locator("main").inner_text()
        assert saved_name(earlier, live) == before, "reading works"
        desk = browser.new_page(viewport=PHONE)
        assert desk.goto(f"{live.url}/desk/signin").status == 200

        disk.free()
        follow(newcomer, newcomer.get_by_role("button", name="Send it again"))

        assert "has no more room" in text
        assert SAFE in text
        assert HELD in text
        assert log_of(live, code_in(text))["code"] == StorageFault.DISK_FULL
        assert path_of(newcomer) == "/en/f/2"
        newcomer.goto(f"{live.url}/en/f/1")
        assert newcomer.locator("[name=filling_for]:checked").get_attribute("value") == "child"
        assert saved_name(earlier, live) == before


def test_on_a_read_only_disk_nothing_is_lost_and_one_press_sends_again(disk, browser, tmp_path):
    """Nor does ``make run`` start again there: it ends with one sentence."""
    live = Live(disk.folder / "var", disk.settings, module=disk.module, output_folder=tmp_path)
    with serving(live):
        phone = answer_most(browser, live)
        phone.goto(live.url + NAME_PAGE)
        disk.forbid_writing()

        with phone.expect_navigation():
            submit_name(phone)
        text = phone.locator("main").inner_text()
        look_at(phone, "read-only")
        again = phone.get_by_role("button", name="Send it again")
        follow(phone, again)
        assert HELD in phone.locator("main").inner_text(), "it is still there after another press"
        disk.allow_writing()
        follow(phone, again)

        assert "cannot save anything" in text
        assert SAFE in text
        assert log_of(live, code_in(text))["code"] == StorageFault.READ_ONLY
        assert saved_name(phone, live) == NAME

    disk.forbid_writing()
    with pytest.raises(NotServing) as ending:
        live.start()
    disk.allow_writing()
    assert live.process is not None
    assert live.process.returncode == 2
    assert str(ending.value).splitlines()[-1] == StorageFault.READ_ONLY.sentence
    assert "Traceback" not in str(ending.value)
    with serving(live):
        assert saved_name(phone, live) == NAME


def test_requests_wait_for_a_folder_that_is_briefly_gone(tmp_path, browser):
    with serving(Live(tmp_path / "var")) as live:
        phone = answer_most(browser, live)
        phone.goto(live.url + NAME_PAGE)

        away = live.folder.rename(live.folder.with_name("away"))
        with phone.expect_navigation():
            submit_name(phone)
            until(lambda: WAITING in live.printed, "the request waits")
            away.rename(live.folder)

        assert path_of(phone) != NAME_PAGE
        assert phone.locator("#error-code").count() == 0
        assert saved_name(phone, live) == NAME


@pytest.mark.long
def test_requests_wait_for_a_database_that_restarts(postgresql, tmp_path, browser):
    with serving(Live(tmp_path / "var", {"DATABASE_URL": postgresql.url})) as live:
        phone = answer_most(browser, live)

        for _ in range(3):  # a restart that takes longer than requests wait proves nothing
            phone.goto(live.url + NAME_PAGE)
            postgresql.stop()
            until(lambda: was_kept_waiting(live), "each process has noticed")
            with phone.expect_navigation():
                with phone.expect_request(lambda sent: sent.method == "POST"):
                    submit_name(phone)
                postgresql.start()
            if path_of(phone) != NAME_PAGE:
                break

        assert path_of(phone) != NAME_PAGE
        assert phone.locator("#error-code").count() == 0
        assert saved_name(phone, live) == NAME


def test_requests_that_wait_for_a_database_do_not_block_others(
    postgresql, tmp_path, record_property
):
    with serving(Live(tmp_path / "var", {"DATABASE_URL": postgresql.url})) as live:
        for _ in range(3):  # a restart that takes longer than requests wait proves nothing
            spared, statuses = ask_during_a_restart(live, postgresql)
            if statuses[200]:
                break

        record_property(
            "measured for applicants",
            [f"of {CROWD} at once {statuses[200]} waited, {statuses[503]} were told to try again"],
        )
        assert spared == [200] * 4
        assert statuses.keys() <= {200, 503}
        assert statuses[200] > 0
        assert [ask(live, "/en/f/1") for _ in range(5)] == [200] * 5


def ask_during_a_restart(live, postgresql):
    """Return the statuses of pages that need no database, and of those that wait for it."""
    postgresql.stop()
    before = live.printed.count(WAITING)
    with ThreadPoolExecutor(CROWD) as crowd:
        pending = [crowd.submit(ask, live, "/en/f/1") for _ in range(CROWD)]
        until(lambda: live.printed.count(WAITING) > before, "requests wait")
        spared = [ask(live, path) for path in ("/healthz", "/", "/en/safety", "/en/return")]
        postgresql.start()
        return spared, Counter(future.result() for future in pending)


def test_without_a_database_pages_say_so_and_nothing_is_lost(postgresql, tmp_path, browser):
    address = {"DATABASE_URL": postgresql.url}
    with serving(Live(tmp_path / "var", address, module=IMPATIENT)) as live:
        phone = answer_most(browser, live)
        returning, reader = phone.context.new_page(), phone.context.new_page()
        phone.goto(live.url + NAME_PAGE)
        phone.locator("[name=name_to_use]").fill(NAME)
        returning.goto(f"{live.url}/en/return")
        returning.locator("[name=code]").fill("1234 5678 9012 3456 7890 1238")
        postgresql.stop()

        for page in (phone, returning):
            page.locator(ONWARD).first.dispatch_event("click")
        reader.goto(f"{live.url}/en/f/1")
        held, typed, read = (error_text(page) for page in (phone, returning, reader))
        for page, name in ((phone, "form"), (returning, "code"), (reader, "page")):
            look_at(page, f"database-away-{name}")
        postgresql.start()
        reader.wait_for_selector("#error-code", state="detached")
        assert saved_name(phone, live) == "", "no form sends itself"
        follow(phone, phone.get_by_role("button", name="Send it again"))

        assert all(SAFE in text for text in (held, typed, read))
        assert HELD in held
        assert "enter your code again" in typed
        assert "This page will try again by itself." in read
        assert log_of(live, code_in(held))["code"] == StorageFault.AWAY
        assert path_of(reader) == "/en/f/1"
        assert saved_name(phone, live) == NAME


def test_a_damaged_page_is_named_and_nothing_is_lost_after_its_repair(tmp_path, browser):
    live = Live(tmp_path / "var")
    with serving(live):
        phone = answer_most(browser, live)
        before = saved_name(phone, live)
        live.stop()
        with damaged(live.folder / "intake.db", table="requests"):
            live.start()
            assert phone.goto(live.url + NAME_PAGE).status == 503
            text = phone.locator("main").inner_text()
            look_at(phone, "damaged")
            line = log_of(live, code_in(text))
            ended = live.try_flask("backup", "create", str(tmp_path / "backup"))
            live.stop()
        live.start()

        assert "cannot read some of its records" in text
        assert SAFE not in text
        assert line["code"] == StorageFault.DAMAGED
        assert (ended.returncode, ended.stderr) == (1, f"Error: {StorageFault.DAMAGED.sentence}\n")
        assert saved_name(phone, live) == before


@contextmanager
def serving(live):
    """Run the product for the length of the block."""
    live.start()
    try:
        yield live
    finally:
        live.stop()


def answer_most(browser, live):
    """Return a phone whose owner has answered all pages up to the one that asks for a name."""
    phone = browser.new_context(viewport=PHONE)
    applicant = fast_applicant(
        phone, live, {"help_types": ["fear_return"], "name_to_use": ["Lumo Test"]}
    )
    applicant.begin()
    for _ in range(80):
        if applicant.path == NAME_PAGE:
            return phone.new_page()
        applicant.answer()
    raise AssertionError(applicant.path)


def first_refused(browser, live):
    """Return a phone whose owner could not save their first answer.

    On a simulated disk, a page of a table may have room for a few rows more.
    """
    for _ in range(50):
        phone = browser.new_context(viewport=PHONE).new_page()
        phone.goto(f"{live.url}/en/f/1")
        press(phone.locator("input[name=filling_for][value=child]"))
        follow(phone, phone.locator(ONWARD).first)
        if phone.locator("#error-code").count():
            return phone
    raise AssertionError("everybody could save")


def submit_name(phone):
    """Type a name into the page that asks for it, and press Continue without waiting."""
    phone.locator("[name=name_to_use]").fill(NAME)
    phone.locator(ONWARD).first.dispatch_event("click")


def error_text(page):
    """Wait for an error page; return its text."""
    page.wait_for_selector("#error-code")
    text: str = page.locator("main").inner_text()
    return text


def saved_name(phone, live):
    """Return the name that is saved."""
    page = phone.context.new_page()
    page.goto(live.url + NAME_PAGE)
    name: str = page.locator("[name=name_to_use]").input_value()
    page.close()
    return name


def path_of(phone):
    """Return the path of the page shown."""
    return "/" + str(phone.url).split("/", 3)[3].partition("?")[0]


def look_at(phone, name):
    """Take a screenshot, if a folder for them is set."""
    if PICTURES:
        phone.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def code_in(text):
    """Return the error code in the text of a page."""
    return text.partition("Error code:")[2].split()[0]


def log_of(live, request_id):
    """Return the log line of the request whose page shows this code."""
    lines = [json.loads(line) for line in live.printed.splitlines() if line.startswith("{")]
    matching: list[dict[str, str]] = [
        line for line in lines if line.get("request_id") == request_id
    ]
    (line,) = matching
    assert line["where"], "the line names the place in the code"
    return line


def ask(live, path):
    """Request a page; return its status."""
    connection = HTTPConnection("127.0.0.1", live.port, timeout=PATIENCE)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def was_kept_waiting(live):
    """Request a page; return true if it waited for the database in vain.

    That takes ten seconds. Afterwards no process relies on an earlier answer of the database.
    """
    return ask(live, "/en/f/1") == 503 and WAITING in live.printed


@contextmanager
def damaged(database, *, table):
    """Overwrite the first page of a table within the context, and restore it afterwards."""
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (page,) = connection.execute(query, [table]).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    content = database.read_bytes()
    begin, end = (page - 1) * size, page * size
    database.write_bytes(content[:begin] + b"\xff" * size + content[end:])
    yield
    spoilt = bytearray(database.read_bytes())
    spoilt[begin:end] = content[begin:end]
    database.write_bytes(spoilt)
