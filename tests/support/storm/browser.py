"""A browser without script, over plain HTTP: cookies, forms, and connections that may break."""

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from itertools import count
from threading import Event, Lock
from urllib.parse import urlencode

SILENCE = 90.0
"""Seconds after which an answer counts as missing."""

AGAIN_AFTER = 0.1
GIVE_UP_AFTER = 240.0


class Cut(Exception):
    """The connection ended before the answer was complete; the outcome is unknown."""


class GaveUp(Exception):
    """The product was unreachable for longer than a person would try."""


class Unexpected(Exception):
    """An answer that no acknowledged page, kill or form explains."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, and the seconds it took."""

    path: str
    status: int
    location: str
    text: str
    took: float


@dataclass
class Notes:
    """Counts and faults of all browsers of a test.

    ``sending`` is set when a person presses Send. ``other_ports`` are those where the product
    serves as well at the moment.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    other_ports: tuple[int, ...] = ()
    sending: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def saw(self, answer):
        """Count an answer; note a server error with its path."""
        with self.lock:
            self.statuses[answer.status] += 1
            self.slowest = max(self.slowest, answer.took)
            if answer.status >= 500:
                self.faults.append(f"{answer.status} from {answer.path}")

    def fault(self, what):
        """Note a fault."""
        with self.lock:
            self.faults.append(what)


class Browser:
    """A browser at the source address ``address``, which connects to ``port``."""

    def __init__(self, port, notes, *, address="127.0.0.1"):
        self.port, self.notes, self.address = port, notes, address
        self.cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}
        self._turns = count()

    def ask_once(self, path, fields=None):
        """Make one request on a new connection; raise :class:`Cut` if the answer is incomplete."""
        body = None if fields is None else urlencode(fields, doseq=True)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {**self.headers, "Cookie": cookies}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection(
            "127.0.0.1", self._next_port(), timeout=SILENCE, source_address=(self.address, 0)
        )
        begun = time.perf_counter()
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except TimeoutError:
            self.notes.fault(f"no answer from {path} in {SILENCE:.0f} seconds")
            raise Unexpected from None
        except (OSError, HTTPException):
            raise Cut from None
        finally:
            connection.close()
        self._take_cookies(response.headers.get_all("Set-Cookie") or [])
        answer = Answer(
            path,
            response.status,
            response.headers.get("Location", ""),
            text,
            time.perf_counter() - begun,
        )
        self.notes.saw(answer)
        return answer

    def ask(self, path, fields=None):
        """Make a request, and repeat it whenever the connection broke, as people do."""
        until = time.monotonic() + GIVE_UP_AFTER
        while time.monotonic() < until:
            try:
                return self.ask_once(path, fields)
            except Cut:
                time.sleep(AGAIN_AFTER)
        self.notes.fault(f"no answer at {path}")
        raise GaveUp

    def open(self, path):
        """Request a path and follow its redirects."""
        answer = self.ask(path)
        for _ in range(10):
            if answer.status != 303:
                return answer
            answer = self.ask(answer.location)
        raise Unexpected(f"{path} leads in a circle")

    def _next_port(self):
        """Return each port where the product serves, in turn."""
        ports = (self.port, *self.notes.other_ports)
        return ports[next(self._turns) % len(ports)]

    def _take_cookies(self, lines):
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def form_token(page):
    """Return the form token in a page, as its form would post it."""
    match = re.search(r'name="?csrf_token"? value="?([^">\s]+)', page)
    if match is None:
        raise Unexpected("no form token on this page")
    return [match[1]]
