"""The fixtures ``page`` (a real browser) and ``live`` (the product, as ``make run`` starts it)."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
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
    """The product ended before it served; the message is its output."""


@dataclass
class Live:
    """The running product, with its own port and its own ``var/`` in *folder*."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=hold_port)
    process: subprocess.Popen[bytes] | None = None
    module: str = "intake.cli.serve"
    flask_module: str = "flask"
    output_folder: Path | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """Return the environment of its processes."""
        environ = {"PATH": os.environ["PATH"], "VAR": str(self.folder), "PORT": str(self.port)}
        return environ | self.settings

    @property
    def output(self) -> Path:
        return (self.output_folder or self.folder.parent) / f"printed-{self.port}.txt"

    @property
    def printed(self) -> str:
        return self.output.read_text("utf-8")

    @property
    def invitation(self) -> str:
        """Return the first member's link from the output; empty if it was not printed."""
        link = re.search(r"http\S*/desk/invitation/\S+", self.printed)
        return link.group() if link else ""

    @property
    def mails(self) -> list[EmailMessage]:
        """Return the emails delivered to the folder so far, oldest first."""
        files = sorted((self.folder / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime)
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [mail for mail in mails if isinstance(mail, EmailMessage)]

    def start(self) -> float:
        """Start the product; return the seconds until it answered a request.

        Raise :class:`NotServing` if it ends instead.
        """
        started = time.monotonic()
        self.begin()
        until(lambda: self.has_ended() or self.answers(), f"the product serves at {self.url}")
        if self.has_ended():
            raise NotServing(self.printed)
        return time.monotonic() - started

    def has_ended(self) -> bool:
        """Return true if the product has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def begin(self):
        """Start the process without waiting until it serves."""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def flask(self, *words: str, typed: Iterable[str] = ()) -> str:
        """Run a command with the settings of the product; return its output."""
        done = self.try_flask(*words, typed=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def try_flask(self, *words: str, typed: Iterable[str] = ()) -> subprocess.CompletedProcess[str]:
        """Run a command that may fail, to which these lines are typed."""
        return subprocess.run(
            [sys.executable, "-m", self.flask_module, "--app", "wsgi", *words],
            cwd=ROOT,
            env=self.environ,
            input="".join(f"{line}\n" for line in typed),
            capture_output=True,
            text=True,
            check=False,
        )

    def answers(self) -> bool:
        """Return true if ``/healthz`` answers 200."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self, signal_number: int = signal.SIGINT) -> int:
        """Signal the process group, by default as Ctrl-C does; return the exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal_number)
        return self.process.wait(PATIENCE)

    def kill(self):
        """Kill every process of the product: nothing that follows needs an orderly end."""
        self.stop(signal.SIGKILL)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Run the product for the tests of one module, from an empty folder, on SQLite."""
    live = Live(tmp_path_factory.mktemp("live") / "var")
    live.start()
    yield live
    live.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Chromium once a session."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser: Any = playwright.chromium.launch(executable_path=shell(), args=list(FLAGS))
        browser.new_context = partial(_patient_context, browser.new_context)
        yield browser
        browser.close()


def _patient_context(new_context: Callable[..., Any], **options: Any) -> Any:
    """Return a new context whose pages wait as long as a slow machine may take."""
    context = new_context(**options)
    context.set_default_timeout(PATIENCE * 1000)
    return context


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Open a page of a phone's size in a new browser context."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    yield context.new_page()
    context.close()
