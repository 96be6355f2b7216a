"""A service on loopback that receives the outgoing heartbeat."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import pytest

from tests.support.waiting import PATIENCE, until


class HeartbeatReceiver:
    """Record each call, and answer with ``status`` and the header ``location``.

    While ``hangs`` is set, it accepts calls and does not answer.
    """

    def __init__(self):
        self.calls: list[str] = []
        self.status = 200
        self.location = ""
        self.hangs = threading.Event()
        self.released = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                receiver.calls.append(f"{self.requestline}\r\n{self.headers}")
                if receiver.hangs.is_set():
                    receiver.released.wait(PATIENCE)
                    return
                self.send_response(receiver.status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.end_headers()

            def log_message(self, *_: object):
                """Write nothing to standard error."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/ping/b7c1?rid=1"

    def wait_for(self, count: int):
        """Wait until *count* calls have been received."""
        until(lambda: len(self.calls) >= count, f"{count} calls")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object):
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)


@pytest.fixture
def heartbeat_receiver() -> Iterator[HeartbeatReceiver]:
    """Run a receiver that answers 200."""
    with HeartbeatReceiver() as receiver:
        yield receiver
