"""A Gunicorn worker that receives a request whole before a thread takes it.

Gunicorn's own threads read bodies themselves: as many half-sent bodies as there are threads stop a
server that has no proxy before it. Here one loop of Waitress reads all connections, and a thread
sees only whole requests. Gunicorn keeps what it does well: processes, signals, restarts.
"""

import os
import time
from collections import Counter
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server

TICK = 1.0
"""Seconds after which the loop looks around although nothing arrives."""

RECEIVED_WITHIN = 120.0
"""Seconds in which a request must have arrived whole; a form on 2G takes a few."""

CONNECTIONS = 800
"""Connections of one process, below the 1,024 files that it may usually open."""

CROWDED, ROOMY = 700, 500
"""Above so many connections those that wait are closed, until so many are left."""

LIMITS: dict[str, Any] = {
    "connection_limit": CONNECTIONS,
    "channel_timeout": 30,  # seconds without a byte
    "cleanup_interval": 5,
    "max_request_header_size": 8 * 1024,
    "max_request_body_size": 1024 * 1024,
    "inbuf_overflow": 2 * 1024 * 1024,  # above the largest body: none is written to a file
}
"""Limits of one process; the application's own are lower and answer with a page."""

MOST_LINES = 101
"""Lines in the head of a request: the request and a hundred headers."""

PLAIN: dict[str, Any] = {
    "asyncore_use_poll": True,
    "clear_untrusted_proxy_headers": False,  # ProxyFix decides, by TRUSTED_PROXIES
    "ident": None,
    "log_socket_errors": False,  # phones lose their connection all the time
}


class StrictParser(HTTPRequestParser):
    """A parser that refuses what a proxy may read otherwise, as Gunicorn's does."""

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the head of a request.

        Raise ``ParsingError`` for folded lines, for very many, and where the length is unclear.
        """
        lines = header_plus.split(b"\r\n")
        if len(lines) > MOST_LINES or any(line.startswith((b" ", b"\t")) for line in lines):
            raise ParsingError("Folded or too many header lines")
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length with Transfer-Encoding")


class Channel(HTTPChannel):
    """A connection; ``begun`` is the time at which the request that is arriving began."""

    parser_class = StrictParser
    begun = 0.0

    def received(self, data: bytes) -> bool:
        """Take what has arrived, and note when a request began."""
        if self.request is None:
            self.begun = time.monotonic()
        whole: bool = super().received(data)
        return whole

    def is_stalled(self) -> bool:
        """Return true if a request has been arriving for too long."""
        return self.request is not None and time.monotonic() - self.begun > RECEIVED_WITHIN


class Wakeup(wasyncore.file_dispatcher):
    """The pipe to which Python writes each signal: it ends the wait of the loop."""

    def writable(self) -> bool:
        """Return false: this end is only read."""
        return False

    def handle_read(self) -> None:
        """Empty the pipe."""
        self.recv(64)


class WholeRequestWorker(Worker):
    """Serve with a loop that receives, and threads that answer."""

    def run(self) -> None:
        """Serve until told to stop or until the arbiter is gone; then finish current requests."""
        self.map: dict[int, Any] = {}
        sockets = [listener.sock for listener in self.sockets]
        threads = self.cfg.threads
        create_server(self.wsgi, map=self.map, sockets=sockets, threads=threads, **LIMITS, **PLAIN)
        Wakeup(self.PIPE[0], map=self.map)
        for server in self._servers():
            server.channel_class = Channel
        while self.alive and self.ppid == os.getppid():
            self.notify()
            self._turn(TICK)
            for channel in self._channels():
                channel.will_close = channel.will_close or channel.is_stalled()
            self._make_room()
        self._finish()

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self.map, count=1)

    def _make_room(self) -> None:
        """Close waiting connections of the address that has most of them, the oldest first."""
        channels = self._channels()
        if len(channels) <= CROWDED:
            return
        waiting = [channel for channel in channels if not _is_busy(channel)]
        counts = Counter(channel.addr[0] for channel in waiting)
        waiting.sort(key=lambda channel: (-counts[channel.addr[0]], channel.creation_time))
        for channel in waiting[: len(channels) - ROOMY]:
            channel.will_close = True

    def _finish(self) -> None:
        """Accept no more connections, and answer the requests that have arrived."""
        for server in self._servers():
            server.accepting = False
            server.del_channel()
        end = time.monotonic() + self.cfg.graceful_timeout
        while any(_is_busy(channel) for channel in self._channels()) and time.monotonic() < end:
            self.notify()
            self._turn(0.1)

    def _servers(self) -> list[BaseWSGIServer]:
        return [each for each in self.map.values() if isinstance(each, BaseWSGIServer)]

    def _channels(self) -> list[Channel]:
        return [each for each in self.map.values() if isinstance(each, Channel)]


def _is_busy(channel: Channel) -> bool:
    return bool(channel.requests or channel.total_outbufs_len)
