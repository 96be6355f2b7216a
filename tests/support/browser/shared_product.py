"""The product that many journeys share, and the site to which its *Leave* button leads."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import pytest

from intake import clock
from intake.questionnaire.journey import Draft
from intake.sealing.tokens import new_token, read_token, token_text
from tests.support.browser.live import Live
from tests.support.clients.applicant import Applicant
from tests.support.databases import drafts
from tests.support.tour.people import OONA

PHONE = {"width": 360, "height": 640}
DRAFTS_AT_RESULT: dict[Path, Draft] = {}
"""The draft of an applicant at the result page, by the folder of the product."""


@pytest.fixture(scope="session")
def exit_site() -> Iterator[str]:
    """Serve a site about the weather; yield its address (``EXIT_URL``)."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Weather)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def shared_live(tmp_path_factory: pytest.TempPathFactory, exit_site: str) -> Iterator[Live]:
    """Start the product once, for journeys that do not need an empty one."""
    live = Live(tmp_path_factory.mktemp("standing") / "var", {"EXIT_URL": exit_site})
    live.start()
    yield live
    live.kill()


def fast_applicant(context: Any, live: Live, answers: Mapping[str, list[str]]) -> Applicant:
    """Return an applicant who shares the cookies of a browser context, but renders no page."""
    return Applicant(cast(Any, BrowserTransport(context, live.url)), answers)


def answer_until_result(applicant: Applicant):
    """Answer page after page, up to the result."""
    for _ in range(40):
        if applicant.path.endswith("/f/result"):
            return
        applicant.answer()
    raise AssertionError(applicant.path)


def place_at_result(context: Any, live: Live):
    """Give a browser context the session of an applicant who has reached the result.

    The first call answers every page. Later ones store a copy of that draft in a new session.
    """
    pin, tables = drafts.fingerprint_of(live.folder), f"sqlite:///{live.folder}/intake.db"
    if live.folder not in DRAFTS_AT_RESULT:
        applicant = fast_applicant(context, live, OONA)
        applicant.begin()
        answer_until_result(applicant)
        (cookie,) = [each["value"] for each in context.cookies() if each["name"] == "s"]
        with drafts.writing_to(tables):
            DRAFTS_AT_RESULT[live.folder] = drafts.load_draft(
                read_token(cookie.partition(".")[0]), pin=pin
            )
        return
    token = new_token()
    with drafts.writing_to(tables):
        drafts.store_draft(token, DRAFTS_AT_RESULT[live.folder], pin=pin, now=clock.now())
    context.add_cookies([{"name": "s", "value": token_text(token), "url": live.url}])


class BrowserTransport:
    """The part of a test client that ``Applicant`` uses, with a real browser's cookies."""

    def __init__(self, context: Any, url: str):
        self.context, self.url = context, url

    def get(self, path: str, **_options: bool) -> Reply:
        """Request a page."""
        return self._read(self.context.request.get(self._whole(path)))

    def post(self, path: str, *, data: Mapping[str, Any], **_options: bool) -> Reply:
        """Post a form, and follow redirects."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "null"}
        body = urlencode(data, doseq=True)
        return self._read(self.context.request.post(self._whole(path), data=body, headers=headers))

    def _whole(self, path: str) -> str:
        return path if path.startswith("http") else self.url + path

    def _read(self, response: Any) -> Reply:
        return Reply(response.status, response.url, response.text())


@dataclass(frozen=True, slots=True)
class Reply:
    """The part of a test response that ``Applicant`` reads."""

    status_code: int
    url: str
    text: str

    @property
    def request(self) -> Reply:
        """Return the last request, of which only the address is read."""
        return self

    def get_data(self, **_options: bool) -> str:
        """Return the HTML."""
        return self.text


class _Weather(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"<!doctype html><title>Weather</title><h1>Light rain</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any):
        """Write no log."""
