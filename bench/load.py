"""A small load generator: keep-alive connections that each send a request after a response."""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

LOCAL = "127.0.0.1"


class Unanswered(Exception):
    """Raised if a server closes the connection or sends nothing before the end of its response.

    The end of a response is known by its length alone, and the connection must stay open.
    """


@dataclass(slots=True)
class Load:
    """The responses to some seconds of requests."""

    seconds: float = 0.0
    own_cpu: float = 0.0
    times: list[float] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    size: int = 0

    @property
    def answered(self) -> int:
        """Return the number of responses."""
        return len(self.times)

    def add(self, more: Load) -> None:
        """Add the responses of another turn."""
        self.seconds += more.seconds
        self.own_cpu += more.own_cpu
        self.times += more.times
        self.codes += more.codes
        self.size += more.size


class Connection:
    """One connection with its current request."""

    __slots__ = ("buffer", "missing", "since", "sock")

    def __init__(self, port: int, host: str = LOCAL) -> None:
        self.sock = socket.create_connection((host, port), timeout=30)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.missing, self.since = b"", -1, 0.0

    def send(self, request: bytes) -> None:
        """Send a request and start its timer."""
        self.buffer, self.missing, self.since = b"", -1, time.perf_counter()
        self.sock.sendall(request)

    def receive(self) -> bool:
        """Read what has arrived; return true once the response is complete."""
        if not (chunk := self.sock.recv(65536)):
            raise Unanswered
        self.buffer += chunk
        if self.missing < 0 and (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            self.missing = end + 4 + _length(self.buffer[:end])
        return 0 < self.missing <= len(self.buffer)


def send_requests(
    requests: Iterator[bytes],
    *,
    port: int,
    lines: int,
    seconds: float,
    silence: float = 30.0,
    host: str = LOCAL,
) -> Load:
    """Send requests on *lines* connections at once, for *seconds* or until none is left."""
    load = Load()
    with selectors.DefaultSelector() as selector:
        began, own = time.perf_counter(), time.process_time()
        for _ in range(lines):
            if (request := next(requests, None)) is not None:
                connection = Connection(port, host)
                selector.register(connection.sock, selectors.EVENT_READ, connection)
                connection.send(request)
        until = began + seconds
        while selector.get_map():
            if not (ready := selector.select(silence)):
                raise Unanswered
            for key, _ in ready:
                _receive(key.data, load, requests, selector, until=until)
        load.seconds = time.perf_counter() - began
        load.own_cpu = time.process_time() - own
    return load


def _receive(
    connection: Connection,
    load: Load,
    requests: Iterator[bytes],
    selector: selectors.BaseSelector,
    *,
    until: float,
) -> None:
    if not connection.receive():
        return
    now = time.perf_counter()
    load.times.append(now - connection.since)
    load.codes[int(connection.buffer[9:12])] += 1
    load.size += len(connection.buffer)
    request = next(requests, None) if now < until else None
    if request is not None:
        connection.send(request)
        return
    selector.unregister(connection.sock)
    connection.sock.close()


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at < 0 or b"\r\nconnection: close" in lower:
        raise Unanswered
    return int(lower[at + 15 :].split(b"\r", 1)[0])
