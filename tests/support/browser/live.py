"""The fixtures ``page`` (a real browser) and ``live`` (the product, run as people run it)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser.chromium import FLAGS, shell
from tests.support.servers.ports import hold_port
from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).parents[3]


class NotServing(Exception):
    """The product did not begin to serve; holds what it printed."""


@dataclass
class Live:
    """The product, serving on a port of its own with a folder of its own."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=hold_port)
    process: subprocess.Popen[bytes] | None = None
    module: str = "intake.cli.serve"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> Path:
        return self.folder.with_name(f"printed-{self.port}.txt")

    @property
    def printed(self) -> str:
        return self.output.read_text("utf-8")

    @property
    def invitation(self) -> str:
        """The first member's link, as it was printed; empty once it has been used."""
        found = re.search(r"http\S*/desk/invitation/\S+", self.printed)
        return found.group() if found else ""

    @property
    def mails(self) -> list[EmailMessage]:
        """What has been delivered so far, oldest first."""
        files = sorted((self.folder / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime)
        read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [mail for mail in read if isinstance(mail, EmailMessage)]

    def start(self) -> float:
        """Serve; return how many seconds it took until a request was answered.

        Raise :class:`NotServing` where the product ends instead.
        """
        begun = time.monotonic()
        self.begin()
        until(lambda: self.has_ended() or self.answers(), f"the product serves at {self.url}")
        if self.has_ended():
            raise NotServing(self.printed)
        return time.monotonic() - begun

    def has_ended(self) -> bool:
        """Return whether the product has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def begin(self) -> None:
        """Run the command, and wait for nothing."""
        own = {"PATH": os.environ["PATH"], "VAR": str(self.folder), "PORT": str(self.port)}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                cwd=ROOT,
                env=own | self.settings,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def answers(self) -> bool:
        """Whether anybody is there."""
        asking = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            asking.request("GET", "/healthz")
            return asking.getresponse().status == HTTPStatus.OK
        except OSError:
            return False
        finally:
            asking.close()

    def stop(self, how: int = signal.SIGINT) -> int:
        """Press Ctrl-C; gives the exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        return self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The product for the tests of one file, from an empty folder, on SQLite."""
    live = Live(tmp_path_factory.mktemp("live") / "var")
    live.start()
    yield live
    live.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, started once."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shell(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of a phone's size in a browser that knows nothing yet."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    yield context.new_page()
    context.close()
