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
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from intake.questionnaire.asylum import ASYLUM
from intake.storage_faults import StorageFault
from tests.support.browser import ROOT, Live
from tests.support.disks import Disk
from tests.support.people import go
from tests.support.postgresql import Postgresql
from tests.support.standing import PHONE, hurried
from tests.support.valkey import Valkey

PICTURES = os.environ.get("PICTURES")
"""A folder for pictures of the pages, where somebody wants to look at them."""

NAME = "Tarviq Example-Bramblewick"
SAFE = "The answers you saved before are safe."
HELD = "What you just sent is still in this page."
NAME_PAGE = f"/en/f/{ASYLUM.numbers['name_to_use']}"
CROWD = 60


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
        go(newcomer, newcomer.get_by_role("button", name="Send it again"))

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
        go(phone, again)
        assert HELD in phone.locator("main").inner_text(), "it is still there after another press"
        disk.allow_writing()
        go(phone, again)

        assert "cannot save anything" in told
        assert SAFE in told
        assert log_of(live, code_in(told))["code"] == StorageFault.READ_ONLY
        assert asked_name(phone, live) == NAME


def test_a_folder_that_is_gone_for_a_moment_costs_a_moment(tmp_path: Path, browser: Any) -> None:
    with serving(Live(tmp_path / "var")) as live:
        phone = half_way(browser, live)
        phone.goto(live.url + NAME_PAGE)

        with gone(live.folder, seconds=3):
            type_name(phone)

        assert path_of(phone) != NAME_PAGE
        assert phone.locator("#error-code").count() == 0
        assert asked_name(phone, live) == NAME


def test_a_folder_that_stays_away_is_told_and_asked_for_again_by_the_page_itself(
    tmp_path: Path, browser: Any
) -> None:
    with serving(Live(tmp_path / "var")) as live:
        phone = half_way(browser, live)
        phone.goto(live.url + NAME_PAGE)
        away = live.folder.rename(live.folder.with_name("away"))
        type_name(phone)
        held = phone.locator("main").inner_text()
        look_at(phone, "folder-gone-form")
        reader = phone.context.new_page()
        reader.goto(f"{live.url}/en/f/1")
        waiting = reader.locator("main").inner_text()
        look_at(reader, "folder-gone-page")
        away.rename(live.folder)

        reader.wait_for_selector("#error-code", state="detached")
        assert asked_name(phone, live) == "", "no form sends itself"
        go(phone, phone.get_by_role("button", name="Send it again"))

        assert HELD in held
        assert "This page will try again by itself." in waiting
        assert log_of(live, code_in(held))["code"] == StorageFault.MISSING
        assert path_of(reader) == "/en/f/1"
        assert asked_name(phone, live) == NAME


def test_a_database_that_restarts_costs_a_moment(
    postgresql: Postgresql, tmp_path: Path, browser: Any
) -> None:
    with serving(Live(tmp_path / "var", {"DATABASE_URL": postgresql.url})) as live:
        phone = half_way(browser, live)
        phone.goto(live.url + NAME_PAGE)

        postgresql.stop()
        threading.Timer(3, postgresql.start).start()
        type_name(phone)

        assert path_of(phone) != NAME_PAGE
        assert phone.locator("#error-code").count() == 0
        assert asked_name(phone, live) == NAME


def test_a_crowd_that_waits_for_a_database_starves_nobody(
    postgresql: Postgresql, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with serving(Live(tmp_path / "var", {"DATABASE_URL": postgresql.url})) as live:
        postgresql.stop()
        with ThreadPoolExecutor(CROWD + 3) as crowd:
            asking = [crowd.submit(ask, live, "/en/f/1") for _ in range(CROWD)]
            time.sleep(1)
            beside = [crowd.submit(ask, live, path) for path in ("/healthz", "/", "/en/safety")]
            spared = [one.result() for one in beside]
            time.sleep(2)
            postgresql.start()
            answers = [one.result() for one in asking]

        shown = [took for status, took in answers if status == 200]
        put_off = [took for status, took in answers if status == 503]
        record_property(
            "measured for applicants",
            [f"{len(shown)} of {CROWD} waited up to {max(shown):.1f} s, {len(put_off)} were told"],
        )
        assert [status for status, _ in spared] == [200] * 3
        assert max(took for _, took in spared) < 2
        assert len(shown) + len(put_off) == CROWD
        assert len(shown) >= CROWD / 2
        assert max(shown) < 10
        assert [ask(live, "/en/f/1")[0] for _ in range(5)] == [200] * 5


def test_without_a_database_a_person_reads_so_and_loses_nothing(
    postgresql: Postgresql, tmp_path: Path, browser: Any
) -> None:
    with serving(Live(tmp_path / "var", {"DATABASE_URL": postgresql.url})) as live:
        phone = half_way(browser, live)
        phone.goto(live.url + NAME_PAGE)
        postgresql.stop()

        type_name(phone)
        look_at(phone, "database-away-form")
        told = phone.locator("main").inner_text()
        code = phone.context.new_page()
        code.goto(f"{live.url}/en/return")
        code.locator("[name=code]").fill("1234 5678 9012 3456 7890 1234")
        go(code, code.locator("main form button").first)
        postgresql.start()
        go(phone, phone.get_by_role("button", name="Send it again"))

        assert HELD in told
        assert SAFE in told
        assert log_of(live, code_in(told))["code"] == StorageFault.AWAY
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
        go(phone, phone.locator("main form button:not([name])").first)

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
    someone = hurried(phone, live, {"help_types": ["fear_return"], "name_to_use": ["Lumo Test"]})
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
        go(phone, phone.locator("button[name=filling_for][value=child]"))
        if phone.locator("#error-code").count():
            return phone
    raise AssertionError("everybody could save")


def type_name(phone: Any) -> None:
    """Type a name into the page that asks for it, and go on."""
    phone.locator("[name=name_to_use]").fill(NAME)
    go(phone, phone.locator("main form button:not([name])").first)


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


def ask(live: Live, path: str) -> tuple[int, float]:
    """Ask for a page; give its status and how many seconds it took."""
    connection, begun = HTTPConnection("127.0.0.1", live.port, timeout=60), time.monotonic()
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status, time.monotonic() - begun


@contextmanager
def gone(folder: Path, *, seconds: float) -> Iterator[None]:
    """Move a folder away, and back after so many seconds."""
    away = folder.rename(folder.with_name("away"))
    timer = threading.Timer(seconds, away.rename, [folder])
    timer.start()
    yield
    timer.join()


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
