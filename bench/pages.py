"""Read a page as a browser does, to see that a figure measures what it names."""

from __future__ import annotations

import gzip

from bench.figures import WrongAnswer
from bench.load import Connection
from bench.servers import Server
from intake.frozen import frozen


@frozen
class Answer:
    """A response: its status, the address that it leads to, its page, and its size in bytes."""

    status: int
    location: str
    page: str
    size: int


def check_page(server: Server, request: bytes, text: str) -> None:
    """Raise `WrongAnswer` unless the page has this text."""
    if text not in answer_of(server.port, request).page:
        raise WrongAnswer(f"a page without {text}")


def answer_of(port: int, request: bytes) -> Answer:
    """Return the response to this request."""
    connection = Connection(port)
    connection.send(request)
    while not connection.receive():
        pass
    connection.sock.close()
    head, _, body = connection.buffer.partition(b"\r\n\r\n")
    headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    is_gzip = headers.get(b"content-encoding") == b"gzip"
    return Answer(
        status=int(head[9:12]),
        location=headers.get(b"location", b"").decode(),
        page=(gzip.decompress(body) if is_gzip else body).decode(),
        size=len(connection.buffer),
    )
