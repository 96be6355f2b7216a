"""A browser without script, over plain HTTP: cookies, forms, and lines that may be cut."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from itertools import count
from threading import Event, Lock
from urllib.parse import urlencode

SILENCE = 90.0
"""How many seconds an answer may take before nobody waits for it any more."""

AGAIN_AFTER = 0.1
GIVE_UP_AFTER = 240.0


class Cut(Exception):
    """The line was cut before the answer was whole: nobody knows what became of the request."""


class GaveUp(Exception):
    """The product stayed away for so long that nobody would still press the button."""


class Unexpected(Exception):
    """An answer that no acknowledged page, kill or form explains."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took."""

    path: str
    status: int
    location: str
    text: str
    took: float


@dataclass
class Notes:
    """What all browsers of a test saw together.

    ``sending`` is set when a person presses Send. ``other_ports`` are those where the product
    serves as well at the moment.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    cuts: int = 0
    closed_doors: int = 0
    slowest: float = 0.0
    other_ports: tuple[int, ...] = ()
    sending: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def saw(self, answer: Answer) -> None:
        """Count an answer; a server's fault is written down with the page it came from."""
        with self.lock:
            self.statuses[answer.status] += 1
            self.slowest = max(self.slowest, answer.took)
            if answer.status >= 500:
                self.faults.append(f"{answer.status} from {answer.path}")

    def was_cut(self, why: Exception) -> None:
        """Count a line that was cut, apart from those that nobody took."""
        with self.lock:
            if isinstance(why, ConnectionRefusedError):
                self.closed_doors += 1
            else:
                self.cuts += 1

    def fault(self, what: str) -> None:
        """Write down what should not have been."""
        with self.lock:
            self.faults.append(what)


class Browser:
    """One person's browser; ``address`` is where it comes from, ``port`` where it goes."""

    def __init__(self, port: int, notes: Notes, *, address: str = "127.0.0.1") -> None:
        self.port, self.notes, self.address = port, notes, address
        self.cookies: dict[str, str] = {}
        self._turns = count()

    def ask_once(self, path: str, fields: Mapping[str, list[str]] | None = None) -> Answer:
        """One request on a line of its own; :class:`Cut` where the answer does not arrive whole."""
        body = None if fields is None else urlencode(fields, doseq=True)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = HTTPConnection(
            "127.0.0.1", self._next_port(), timeout=SILENCE, source_address=(self.address, 0)
        )
        begun = time.perf_counter()
        try:
            line.request("GET" if body is None else "POST", path, body, headers)
            response = line.getresponse()
            text = response.read().decode()
        except TimeoutError:
            self.notes.fault(f"no answer from {path} in {SILENCE:.0f} seconds")
            raise Unexpected from None
        except (OSError, HTTPException) as why:
            self.notes.was_cut(why)
            raise Cut from None
        finally:
            line.close()
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

    def ask(self, path: str, fields: Mapping[str, list[str]] | None = None) -> Answer:
        """Ask, and ask the same again whenever the line was cut, as people do."""
        until = time.monotonic() + GIVE_UP_AFTER
        while time.monotonic() < until:
            try:
                return self.ask_once(path, fields)
            except Cut:
                time.sleep(AGAIN_AFTER)
        self.notes.fault(f"nobody answers at {path}")
        raise GaveUp

    def open(self, path: str) -> Answer:
        """Go to an address, wherever it leads."""
        answer = self.ask(path)
        for _ in range(10):
            if answer.status != 303:
                return answer
            answer = self.ask(answer.location)
        raise Unexpected(f"{path} leads in a circle")

    def _next_port(self) -> int:
        """Return each port where the product serves, in turn."""
        ports = (self.port, *self.notes.other_ports)
        return ports[next(self._turns) % len(ports)]

    def _take_cookies(self, lines: list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def form_token(page: str) -> list[str]:
    """The form token in a page, as its form would post it."""
    found = re.search(r'name="?csrf_token"? value="?([^">\s]+)', page)
    if found is None:
        raise Unexpected("no form token on this page")
    return [found[1]]
