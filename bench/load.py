"""A small load generator: some kept-alive connections, each asking again once it was answered."""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


class Unanswered(Exception):
    """A server closed the line, or kept silent, while an answer was owed."""


@dataclass(slots=True)
class Load:
    """What came of some seconds of asking."""

    seconds: float = 0.0
    own_cpu: float = 0.0
    took: list[float] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    size: int = 0

    @property
    def answered(self) -> int:
        """How many answers came."""
        return len(self.took)

    def add(self, other: Load) -> None:
        """Count another slice of the same asking to this one."""
        self.seconds += other.seconds
        self.own_cpu += other.own_cpu
        self.took += other.took
        self.codes += other.codes
        self.size += other.size


class Line:
    """One connection with the request that is under way on it."""

    __slots__ = ("buffer", "missing", "since", "sock")

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.missing, self.since = b"", -1, 0.0

    def ask(self, request: bytes) -> None:
        """Send a request; its time counts from here."""
        self.buffer, self.missing, self.since = b"", -1, time.perf_counter()
        self.sock.sendall(request)

    def answered(self) -> bool:
        """Take what has come; whether it is the whole answer."""
        if not (part := self.sock.recv(65536)):
            raise Unanswered
        self.buffer += part
        if self.missing < 0 and (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            self.missing = end + 4 + _length(self.buffer[:end])
        return 0 < self.missing <= len(self.buffer)


def ask_for(
    requests: Iterator[bytes], *, port: int, lines: int, seconds: float, silence: float = 30.0
) -> Load:
    """Ask from this many lines at once until the time is over or no request is left."""
    load = Load()
    with selectors.DefaultSelector() as selector:
        began, own = time.perf_counter(), time.process_time()
        for _ in range(lines):
            if (request := next(requests, None)) is not None:
                line = Line(port)
                selector.register(line.sock, selectors.EVENT_READ, line)
                line.ask(request)
        until = began + seconds
        while selector.get_map():
            if not (ready := selector.select(silence)):
                raise Unanswered
            for key, _ in ready:
                _take(key.data, load, requests, selector, until=until)
        load.seconds = time.perf_counter() - began
        load.own_cpu = time.process_time() - own
    return load


def _take(
    line: Line,
    load: Load,
    requests: Iterator[bytes],
    selector: selectors.BaseSelector,
    *,
    until: float,
) -> None:
    if not line.answered():
        return
    now = time.perf_counter()
    load.took.append(now - line.since)
    load.codes[int(line.buffer[9:12])] += 1
    load.size += len(line.buffer)
    request = next(requests, None) if now < until else None
    if request is not None:
        line.ask(request)
        return
    selector.unregister(line.sock)
    line.sock.close()


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    return int(lower[at + 15 :].split(b"\r", 1)[0]) if at >= 0 else 0
