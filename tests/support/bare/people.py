"""People who use a machine through its proxy, and a visitor who notes when no door answers."""

from __future__ import annotations

import re
import threading
import time
from contextlib import suppress
from http.client import HTTPException, HTTPSConnection
from socket import create_connection
from urllib.parse import urlencode

from intake import clock
from intake.staff import second_factor
from tests.support.storm.browser import Answer, Browser, Notes, Unexpected
from tests.support.storm.colleague import PASSWORD, Colleague
from tests.support.storm.person import Person
from tests.support.waiting import until

EMAIL = "wren.testwood@example.org"
PATIENCE = 60.0
PAUSE = 0.1


class Address:
    """A host name, the port that leads to its proxy, and the certificates that are trusted."""

    def __init__(self, host, port, trust):
        self.host, self.port, self.trust = host, port, trust

    def connection(self):
        """Return a new connection, which expects the certificate of the host name."""
        connection = HTTPSConnection(self.host, timeout=PATIENCE, context=self.trust)
        plain = create_connection(("127.0.0.1", self.port), PATIENCE)
        connection.sock = self.trust.wrap_socket(plain, server_hostname=self.host)
        return connection

    def answers(self):
        """Return true if a program at the port speaks TLS with this host name's certificate."""
        with suppress(OSError):
            self.connection().close()
            return True
        return False

    def accepts(self, *, seconds):
        """Return true if a program at the port answers anything within some seconds."""
        with suppress(OSError), create_connection(("127.0.0.1", self.port), seconds) as line:
            line.sendall(b"GET / HTTP/1.0\r\n\r\n")
            line.settimeout(seconds)
            return bool(line.recv(1))
        return False


class OverTls(Browser):
    """A browser that reaches a machine by its host name; ``at`` is set before use."""

    at: Address

    def ask_once(self, path, fields=None):
        """Make one request on a new connection."""
        body = None if fields is None else urlencode(fields, doseq=True)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = self.at.connection()
        begun = time.perf_counter()
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        self._take_cookies(response.headers.get_all("Set-Cookie") or [])
        took = time.perf_counter() - begun
        return Answer(path, response.status, response.headers.get("Location", ""), text, took)


class Applicant(OverTls, Person):
    """An invented applicant."""


class Member(OverTls, Colleague):
    """The first member, who prints the sheets, and can sign in again elsewhere with them."""

    def __init__(self, at):
        super().__init__(at.port, Notes())
        self.at = at
        self.secret = ""
        self.sheets: dict[str, str] = {}

    @property
    def recovery_sheets(self):
        """Return two recovery sheets as they are typed, a line each."""
        return f"{self.sheets['a']}\n{self.sheets['b']}\n"

    def sign_in(self):
        """Sign in with a browser that does not know this member."""
        page = self.open("/desk/signin")
        page = self._post(page.path, page, {"email": [EMAIL], "password": [PASSWORD]})
        if "device_code" in page.text:
            page = self._post(page.path, page, {"device_code": [self.sheets["device"]]})
        used = self._code()
        until(lambda: self._code() != used, "a code that was not used up")
        self._post(page.path, page, {"code": [self._code()]})

    def _code(self):
        return second_factor.code_at(self.secret, clock.now())

    def _take_sheet(self, page, groups):
        for place, text in groups.items():
            name = place.replace('"', "").partition("=")[2].partition(" ")[0]
            self.sheets[name] = f"{self.sheets.get(name, '')} {text}".strip()
        return super()._take_sheet(page, groups)

    def _post(self, path, page, fields):
        if "totp-secret" in page.text:
            match = re.search(f"""id="?{"totp-secret"}"?[^>]*>([^<]*)<""", page.text)
            if match is None:
                raise Unexpected(f"no {'totp-secret'} on this page")
            self.secret = re.sub(r"\s", "", match[1])
        return super()._post(path, page, fields)


class Watcher:
    """A visitor who opens a page again and again; ``away`` is the longest time without it.

    ``seen`` holds what the proxy showed in its place.
    """

    def __init__(self, at, path):
        self.at, self.path = at, path
        self.away = 0.0
        self.seen: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(
        self,
        kind,
        failure,
        trace,
    ):
        self._over.set()
        self._thread.join()

    def _watch(self):
        since: float | None = None
        while not self._over.wait(PAUSE):
            asked_at = time.monotonic()
            if self._answers():
                since = None
                continue
            since = since or asked_at
            self.away = max(self.away, time.monotonic() - since)

    def _answers(self):
        with suppress(OSError, HTTPException):
            connection = self.at.connection()
            try:
                connection.request("GET", self.path)
                response = connection.getresponse()
                text = response.read().decode()
            finally:
                connection.close()
            if response.status == 200:
                return True
            self.seen.add(text)
        return False
