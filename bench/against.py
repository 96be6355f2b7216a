"""Measure a page of another server in turns with the three-line application and a question page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from urllib.parse import urlsplit

from bench import asking
from bench.applicants import LINES
from bench.figures import Figure, beside, figure
from bench.load import Connection, Unanswered
from bench.people import begin
from bench.servers import Server
from bench.site import Site
from intake.frozen import frozen
from tests.support.servers.ports import hold_port

DRAFTS = 260
WARM = 0.6


@frozen
class OtherServer:
    """A server that runs already, perhaps on another machine. Its cost cannot be read."""

    host: str
    port: int

    def cpu(self) -> float:
        """Return no time."""
        return 0.0


class BadAddress(Exception):
    """Raised if a server to compare with cannot be asked; the text says why."""


def against(address: str, folder: Path) -> Iterator[Figure]:
    """Yield the figures of both. Of a page of another server only rates and times are known."""
    other_server, requests = _other(address)
    site = Site.create(folder / "door")
    people = begin(site.app(), DRAFTS, answered=[2])
    with (
        Server("plain", {}, port=hold_port()) as plain,
        Server("product", site.environ(), port=site.port) as product,
    ):
        clients = (
            (plain, asking.hello(site.host)),
            (product, asking.next_pages(people, site.host)),
            (other_server, requests),
        )
        beside(*clients, lines=LINES, seconds=WARM)
        hello, page, other_page = beside(*clients, lines=LINES)
    yield figure("a question page", hello, page, lines=LINES)
    beyond = figure(address, hello, other_page, lines=LINES)
    yield replace(beyond, cpu=None, more=None, others=None)


def _other(address: str) -> tuple[OtherServer, Iterator[bytes]]:
    """Return the server at this address and requests for its page. Raise `BadAddress`."""
    parts = urlsplit(address)
    if parts.scheme != "http" or not parts.hostname:
        raise BadAddress("AGAINST must be an address that begins with http://, with its port.")
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    server = OtherServer(host=parts.hostname, port=parts.port or 80)
    request = asking.get(path, parts.netloc)
    try:
        answer = _answer(server, request)
    except (OSError, Unanswered) as failure:
        raise BadAddress(f"{address} does not answer.") from failure
    if not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")):
        raise BadAddress(f"{address} must answer with status 200.")
    return server, repeat(request)


def _answer(server: OtherServer, request: bytes) -> bytes:
    connection = Connection(server.port, server.host)
    connection.send(request)
    while not connection.receive():
        pass
    connection.sock.close()
    return connection.buffer
