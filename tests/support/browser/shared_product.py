"""The product for all journeys of a worker, and the harmless site that leaving it leads to."""

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
"""What somebody had said at the result, by the folder of the product where they walked there."""


@pytest.fixture(scope="session")
def exit_site() -> Iterator[str]:
    """The address of a site about the weather, where whoever leaves finds themselves."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Weather)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def shared_live(tmp_path_factory: pytest.TempPathFactory, exit_site: str) -> Iterator[Live]:
    """The product, started once for the journeys that need nothing of it to be new."""
    live = Live(tmp_path_factory.mktemp("standing") / "var", {"EXIT_URL": exit_site})
    live.start()
    yield live
    live.stop()


def fast_applicant(context: Any, live: Live, answers: Mapping[str, list[str]]) -> Applicant:
    """An applicant whose cookies are those of this window, but who need not wait for pages."""
    return Applicant(cast(Any, BrowserTransport(context, live.url)), answers)


def answer_until_result(someone: Applicant) -> None:
    """Answer page after page, as far as the result."""
    for _ in range(40):
        if someone.path.endswith("/f/result"):
            return
        someone.answer()
    raise AssertionError(someone.path)


def place_at_result(context: Any, live: Live) -> None:
    """This window's cookies are those of somebody who has come as far as the result.

    One walks there; whoever comes after has said the same, in a draft and a session of their own.
    """
    pin, tables = drafts.fingerprint_of(live.folder), f"sqlite:///{live.folder}/intake.db"
    if live.folder not in DRAFTS_AT_RESULT:
        someone = fast_applicant(context, live, OONA)
        someone.begin()
        answer_until_result(someone)
        (cookie,) = [one["value"] for one in context.cookies() if one["name"] == "s"]
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
    """As much of a test client as an applicant uses, through a real browser's cookies."""

    def __init__(self, context: Any, url: str) -> None:
        self.context, self.url = context, url

    def get(self, path: str, **_how: bool) -> Reply:
        """Ask for a page."""
        return self._read(self.context.request.get(self._whole(path)))

    def post(self, path: str, *, data: Mapping[str, Any], **_how: bool) -> Reply:
        """Send a form, and go where it leads."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "null"}
        body = urlencode(data, doseq=True)
        return self._read(self.context.request.post(self._whole(path), data=body, headers=headers))

    def _whole(self, path: str) -> str:
        return path if path.startswith("http") else self.url + path

    def _read(self, response: Any) -> Reply:
        return Reply(response.status, response.url, response.text())


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, as far as an applicant reads it."""

    status_code: int
    url: str
    text: str

    @property
    def request(self) -> Reply:
        """What was asked for in the end."""
        return self

    def get_data(self, **_how: bool) -> str:
        """The page."""
        return self.text


class _Weather(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!doctype html><title>Weather</title><h1>Light rain</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told: Any) -> None:
        """Nobody reads it."""
