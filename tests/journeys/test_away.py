"""The disk is full, Redis or the database is gone: people read what happened and lose nothing.

At a real browser of a phone's size, with a real disk, Valkey and PostgreSQL.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from intake.questionnaire.asylum import ASYLUM
from intake.storage_faults import StorageFault
from tests.support.browser.live import ROOT, Live, NotServing
from tests.support.browser.shared_product import PHONE, fast_applicant
from tests.support.browser.steps import follow
from tests.support.disks.small_disk import Disk
from tests.support.servers.postgresql import Postgresql
from tests.support.servers.valkey import Valkey
from tests.support.waiting import until

PICTURES = os.environ.get("PICTURES")
"""A folder for pictures of the pages, where somebody wants to look at them."""

NAME = "Tarviq Example-Bramblewick"
SAFE = "The answers you saved before are safe."
HELD = "What you just sent is still in this page."
NAME_PAGE = f"/en/f/{ASYLUM.numbers['name_to_use']}"
ONWARD = "main form button:not([name])"
CROWD = 60
WAITING = "requests wait for the database"


def test_on_a_full_disk_nothing_is_lost_and_one_press_sends_it_again(
    disk: Disk, page: Any, browser: Any
) -> None:
    with serving(Live(disk.folder / "var", disk.settings, module=disk.module)) as live:
        earlier = half_way(browser, live)
        before = asked_name(earlier, live)
        disk.fill()

        newcomer = first_refused(browser, live)
        look_at(newcomer, "full-disk")
        told = newcomer.locator("main").inner_text()
        assert asked_name(earlier, live) == before, "reading works"
        desk = browser.new_page(viewport=PHONE)
        assert desk.goto(f"{live.url}/desk/signin").status == 200

        disk.free()
        follow(newcomer, newcomer.get_by_role("button", name="Send it again"))

        assert "has no more room" in told
        assert SAFE in told
        assert HELD in told
        assert log_of(live, code_in(told))["code"] == StorageFault.DISK_FULL
        assert path_of(newcomer) == "/en/f/2"
        newcomer.goto(f"{live.url}/en/f/1")
        assert newcomer.locator("button[aria-current=true]").get_attribute("value") == "child"
        assert asked_name(earlier, live) == before


def test_on_a_read_only_disk_nothing_is_lost_and_one_press_sends_it_again(
    disk: Disk, browser: Any
) -> None:
    with serving(Live(disk.folder / "var", disk.settings, module=disk.module)) as live:
        phone = half_way(browser, live)
        phone.goto(live.url + NAME_PAGE)
        disk.forbid_writing()

        type_name(phone)
        told = phone.locator("main").inner_text()
        look_at(phone, "read-only")
        again = phone.get_by_role("button", name="Send it again")
        follow(phone, again)
        assert HELD in phone.locator("main").inner_text(), "it is still there after another press"
        disk.allow_writing()
        follow(phone, again)

        assert "cannot save anything" in told
        assert SAFE in told
        assert log_of(live, code_in(told))["code"] == StorageFault.READ_ONLY
        assert asked_name(phone, live) == NAME


def test_make_run_ends_with_one_sentence_where_var_cannot_be_written(
    disk: Disk, tmp_path: Path
) -> None:
    var = disk.folder / "var"
    live = Live(var, disk.settings, module=disk.module, output_folder=tmp_path)
    with serving(live):
        pass
    disk.forbid_writing()

    with pytest.raises(NotServing) as ending:
        live.start()
    disk.allow_writing()

    assert live.process is not None
    assert live.process.returncode == 2
    assert str(ending.value).splitlines()[-1] == StorageFault.READ_ONLY.sentence
    assert "Traceback" not in str(ending.value)
    with serving(live):
        assert ask(live, "/healthz") == 200


def test_a_folder_that_is_gone_for_a_moment_costs_a_moment(tmp_path: Path, browser: Any) -> None:
    with serving(Live(tmp_path / "var")) as live:
        phone = half_way(browser, live)
        phone.goto(live.url + NAME_PAGE)

        away = live.folder.rename(live.folder.with_name("away"))
        with once_requests_wait(live, lambda: away.rename(live.folder)):
            type_name(phone)

        assert path_of(phone) != NAME_PAGE
        assert phone.locator("#error-code").count() == 0
        assert asked_name(phone, live) == NAME


def test_a_database_that_restarts_costs_a_moment(
    postgresql: Postgresql, tmp_path: Path, browser: Any
) -> None:
    with serving(Live(tmp_path / "var", {"DATABASE_URL": postgresql.url})) as live:
        phone = half_way(browser, live)

        for _ in range(3):  # a restart longer than requests wait proves nothing; once is proof
            phone.goto(live.url + NAME_PAGE)
            postgresql.stop()
            with once_requests_wait(live, postgresql.start):
                type_name(phone)
            if path_of(phone) != NAME_PAGE:
                break

        assert path_of(phone) != NAME_PAGE
        assert phone.locator("#error-code").count() == 0
        assert asked_name(phone, live) == NAME


def test_a_crowd_that_waits_for_a_database_starves_nobody(
    postgresql: Postgresql, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with serving(Live(tmp_path / "var", {"DATABASE_URL": postgresql.url})) as live:
        postgresql.stop()
        with ThreadPoolExecutor(CROWD) as crowd:
            asking = [crowd.submit(ask, live, "/en/f/1") for _ in range(CROWD)]
            until(lambda: WAITING in live.printed, "requests wait")
            spared = [ask(live, path) for path in ("/healthz", "/", "/en/safety", "/en/return")]
            postgresql.start()
            statuses = Counter(one.result() for one in asking)

        record_property(
            "measured for applicants",
            [f"of {CROWD} at once {statuses[200]} waited, {statuses[503]} were told to try again"],
        )
        assert spared == [200] * 4
        assert statuses.keys() <= {200, 503}
        assert statuses[200] > 0
        assert [ask(live, "/en/f/1") for _ in range(5)] == [200] * 5


def test_without_a_database_people_read_so_and_lose_nothing(
    postgresql: Postgresql, tmp_path: Path, browser: Any
) -> None:
    with serving(Live(tmp_path / "var", {"DATABASE_URL": postgresql.url})) as live:
        phone = half_way(browser, live)
        returning, reader = phone.context.new_page(), phone.context.new_page()
        phone.goto(live.url + NAME_PAGE)
        phone.locator("[name=name_to_use]").fill(NAME)
        returning.goto(f"{live.url}/en/return")
        returning.locator("[name=code]").fill("1234 5678 9012 3456 7890 1234")
        postgresql.stop()

        for page in (phone, returning):
            page.locator(ONWARD).first.dispatch_event("click")
        reader.goto(f"{live.url}/en/f/1")
        held, typed, read = (told_at(page) for page in (phone, returning, reader))
        for page, name in ((phone, "form"), (returning, "code"), (reader, "page")):
            look_at(page, f"database-away-{name}")
        postgresql.start()
        reader.wait_for_selector("#error-code", state="detached")
        assert asked_name(phone, live) == "", "no form sends itself"
        follow(phone, phone.get_by_role("button", name="Send it again"))

        assert all(SAFE in told for told in (held, typed, read))
        assert HELD in held
        assert "enter your code again" in typed
        assert "This page will try again by itself." in read
        assert log_of(live, code_in(held))["code"] == StorageFault.AWAY
        assert path_of(reader) == "/en/f/1"
        assert asked_name(phone, live) == NAME


def test_without_redis_nobody_notices(valkey: Valkey, tmp_path: Path, browser: Any) -> None:
    with serving(Live(tmp_path / "var", {"REDIS_URL": valkey.url})) as live:
        phone = half_way(browser, live)
        phone.goto(live.url + NAME_PAGE)
        valkey.hang()

        type_name(phone)
        assert path_of(phone) != NAME_PAGE
        assert asked_name(phone, live) == NAME
        valkey.kill()
        phone.goto(live.url + NAME_PAGE)
        follow(phone, phone.locator(ONWARD).first)

        assert path_of(phone) != NAME_PAGE
        assert "fallen_back" in live.printed


def test_a_damaged_page_is_named_and_nothing_is_lost_once_it_is_mended(
    tmp_path: Path, browser: Any
) -> None:
    live = Live(tmp_path / "var")
    with serving(live):
        phone = half_way(browser, live)
        before = asked_name(phone, live)
        live.stop()
        with damaged(live.folder / "intake.db", table="requests"):
            live.start()
            assert phone.goto(live.url + NAME_PAGE).status == 503
            told = phone.locator("main").inner_text()
            look_at(phone, "damaged")
            line = log_of(live, code_in(told))
            ended = flask(live, "backup", "create", str(tmp_path / "backup"))
            live.stop()
        live.start()

        assert "cannot read some of its records" in told
        assert SAFE not in told
        assert line["code"] == StorageFault.DAMAGED
        assert ended == (1, f"Error: {StorageFault.DAMAGED.sentence}\n")
        assert asked_name(phone, live) == before


@contextmanager
def serving(live: Live) -> Iterator[Live]:
    """Run the product for the length of the block."""
    live.start()
    try:
        yield live
    finally:
        live.stop()


def half_way(browser: Any, live: Live) -> Any:
    """A phone whose owner has answered as far as the check page, but for their name."""
    phone = browser.new_context(viewport=PHONE)
    someone = fast_applicant(
        phone, live, {"help_types": ["fear_return"], "name_to_use": ["Lumo Test"]}
    )
    someone.begin()
    for _ in range(80):
        if someone.path == NAME_PAGE:
            return phone.new_page()
        someone.answer()
    raise AssertionError(someone.path)


def first_refused(browser: Any, live: Live) -> Any:
    """A phone whose owner could not save their first answer.

    Where the disk is only imagined, a page of a table may have room for a few rows more.
    """
    for _ in range(50):
        phone = browser.new_context(viewport=PHONE).new_page()
        phone.goto(f"{live.url}/en/f/1")
        follow(phone, phone.locator("button[name=filling_for][value=child]"))
        if phone.locator("#error-code").count():
            return phone
    raise AssertionError("everybody could save")


def type_name(phone: Any) -> None:
    """Type a name into the page that asks for it, and go on."""
    phone.locator("[name=name_to_use]").fill(NAME)
    follow(phone, phone.locator(ONWARD).first)


def told_at(page: Any) -> str:
    """Return what the error page says that this page comes to."""
    page.wait_for_selector("#error-code")
    told: str = page.locator("main").inner_text()
    return told


def asked_name(phone: Any, live: Live) -> str:
    """What is saved as the name."""
    page = phone.context.new_page()
    page.goto(live.url + NAME_PAGE)
    name: str = page.locator("[name=name_to_use]").input_value()
    page.close()
    return name


def path_of(phone: Any) -> str:
    """The path of the page shown."""
    return "/" + str(phone.url).split("/", 3)[3].partition("?")[0]


def look_at(phone: Any, name: str) -> None:
    """Keep a picture, where somebody asked for pictures."""
    if PICTURES:
        phone.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def code_in(told: str) -> str:
    """The error code of a page."""
    return told.partition("Error code:")[2].split()[0]


def log_of(live: Live, request_id: str) -> dict[str, str]:
    """The line about a request whose page shows this code."""
    lines = [json.loads(line) for line in live.printed.splitlines() if line.startswith("{")]
    (line,) = [one for one in lines if one.get("request_id") == request_id]
    assert line["where"], "it says where in our code"
    found: dict[str, str] = line
    return found


def ask(live: Live, path: str) -> int:
    """Ask for a page; return its status."""
    connection = HTTPConnection("127.0.0.1", live.port, timeout=60)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


@contextmanager
def once_requests_wait(live: Live, act: Callable[[], object]) -> Iterator[None]:
    """Do something as soon as the log says that requests wait."""

    def wait_and_act() -> None:
        until(lambda: WAITING in live.printed, "requests wait")
        act()

    thread = threading.Thread(target=wait_and_act)
    thread.start()
    yield
    thread.join()


@contextmanager
def damaged(database: Path, *, table: str) -> Iterator[None]:
    """Write over the first page of a table while nobody has the file open, and mend it again."""
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


def flask(live: Live, *words: str) -> tuple[int, str]:
    """Run a command as an operator of this product does; give its exit status and last words."""
    own = {"PATH": os.environ["PATH"], "VAR": str(live.folder), "PORT": str(live.port)}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env=own | live.settings,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr
