"""A machine is lost: on another one a member signs in, at a browser, and opens an old case.

From the outside alone: the commands of the README, and pages. What was erased between the two
backups does not come back, neither on the desk nor with the code.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser.live import ROOT, Live
from tests.support.browser.shared_product import fast_applicant
from tests.support.browser.steps import PASSWORD, follow, join_desk, totp_code
from tests.support.clients.applicant import SHORTEST
from tests.support.clients.members import text_of

EMAIL = "wren.testwood@example.org"
KEPT, ERASED = "Lumo Test-Wrenfold", "Sita Test-Ternholm"


def test_on_another_machine_an_old_case_opens_and_an_erased_one_does_not(
    page: Any, lost: Live, other: Live
) -> None:
    secret = join_desk(page, lost.invitation, EMAIL)
    (kept, code), (erased, gone) = (ask(page, lost, name) for name in (KEPT, ERASED))
    flask(lost, "backup", "create", str(other.folder.with_name("rows")))
    take_back(page, lost, gone)
    flask(lost, "backup", "create", str(other.folder.with_name("later")))
    sheets = [sheet_in(lost, name) for name in "AC"]
    lost.stop()
    shutil.rmtree(lost.folder)

    rows, wraps = other.folder.with_name("rows"), other.folder.with_name("later.wraps")
    told = flask(other, "backup", "restore", str(rows), "--wraps", str(wraps), typed=sheets)
    assert "1 cases stand again; 1 stay erased." in told
    other.start()

    page.goto(f"{other.url}/desk/")
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    follow(page, page.locator("main form button").first)
    page.locator("[name=code]").fill(totp_code(secret, ahead=1))
    follow(page, page.locator("form:has([name=code]) button").first)
    page.goto(f"{other.url}/desk/cases/{kept}")
    assert KEPT in page.locator("main").inner_text()
    answer = page.goto(f"{other.url}/desk/cases/{erased}")
    assert answer.status == 404
    page.goto(f"{other.url}/desk/")
    assert ERASED not in page.locator("main").inner_text()
    assert "Something sealed does not open" not in page.locator("main").inner_text()
    assert come_back(page, other, code) == "/en/mailbox"
    assert come_back(page, other, gone) == "/en/return"


def ask(page: Any, live: Live, name: str) -> tuple[str, str]:
    """Somebody of this name sends a request; gives its reference and return code."""
    phone = page.context.browser.new_context()
    someone = fast_applicant(phone, live, {**SHORTEST, "name_to_use": [name]})
    reference = someone.apply()
    code = text_of(someone.text, "return-code")
    phone.close()
    return reference, code


def come_back(page: Any, live: Live, code: str) -> str:
    """Type a return code; where it leads."""
    page.goto(f"{live.url}/en/return")
    page.locator("[name=code]").fill(code)
    follow(page, page.locator("main form button").first)
    return str(page.url).removeprefix(live.url)


def take_back(page: Any, live: Live, code: str) -> None:
    assert come_back(page, live, code) == "/en/mailbox"
    page.goto(f"{live.url}/en/mailbox/delete")
    follow(page, page.locator("main form button").first)
    assert page.url.endswith("/en/deleted")


def sheet_in(live: Live, name: str) -> str:
    """The letters of a printed sheet, as somebody types them."""
    words = (live.folder / "recovery" / f"sheet-{name}.txt").read_text("utf-8")
    found = re.search(r"([A-Z2-7]{6}\s+){8}[A-Z2-7]{6}", words)
    assert found, words
    return " ".join(found.group().split())


def flask(live: Live, *words: str, typed: list[str] | None = None) -> str:
    """A command, told what the product of this folder is told."""
    own = {"PATH": os.environ["PATH"], "VAR": str(live.folder), "PORT": str(live.port)}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env=own | live.settings,
        input="".join(f"{sheet}\n" for sheet in typed or []),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def lost(tmp_path: Path) -> Iterator[Live]:
    """The machine that will be lost."""
    live = Live(tmp_path / "lost" / "var")
    live.folder.parent.mkdir()
    live.start()
    yield live
    live.stop()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Live]:
    """Another one, with nothing on it, and a secret of its own."""
    live = Live(tmp_path / "other" / "var")
    live.settings["SECRET_KEY"] = "a-new-secret-of-another-machine-0123456789"
    live.folder.mkdir(parents=True)
    yield live
    if live.process is not None:
        live.stop()
