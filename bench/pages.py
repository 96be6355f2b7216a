"""Read a page as a browser does, to see that a figure measures what it names."""

from __future__ import annotations

import gzip

from bench.figures import WrongAnswer
from bench.load import Connection
from bench.servers import Server


def check_page(server: Server, request: bytes, text: str) -> None:
    """Raise `WrongAnswer` unless the page has this text."""
    if text not in page_of(server.port, request):
        raise WrongAnswer(f"a page without {text}")


def page_of(port: int, request: bytes) -> str:
    """Return the page that this request is answered with."""
    connection = Connection(port)
    connection.send(request)
    while not connection.receive():
        pass
    connection.sock.close()
    head, _, body = connection.buffer.partition(b"\r\n\r\n")
    is_gzip = b"content-encoding: gzip" in head.lower()
    return (gzip.decompress(body) if is_gzip else body).decode()
