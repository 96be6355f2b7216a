"""A watching service on loopback: it notes each call and answers as it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import pytest

from tests.support.waiting import PATIENCE, until


class HeartbeatReceiver:
    """Notes each call; ``status`` is its answer, ``location`` where it sends on to.

    While ``hangs`` is set, it answers nobody.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.status = 200
        self.location = ""
        self.hangs = threading.Event()
        self.released = threading.Event()
        heartbeat_receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                heartbeat_receiver.calls.append(f"{self.requestline}\r\n{self.headers}")
                if heartbeat_receiver.hangs.is_set():
                    heartbeat_receiver.released.wait(PATIENCE)
                    return
                self.send_response(heartbeat_receiver.status)
                if heartbeat_receiver.location:
                    self.send_header("Location", heartbeat_receiver.location)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing goes to standard error."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/ping/b7c1?rid=1"

    def wait_for(self, count: int) -> None:
        """Wait until there were so many calls."""
        until(lambda: len(self.calls) >= count, f"{count} calls")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)


@pytest.fixture
def heartbeat_receiver() -> Iterator[HeartbeatReceiver]:
    """A watching service that answers 200 until it is told otherwise."""
    with HeartbeatReceiver() as heartbeat_receiver:
        yield heartbeat_receiver
