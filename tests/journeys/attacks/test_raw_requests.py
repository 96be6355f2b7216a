"""Requests that no browser sends: the running server refuses them and continues to serve."""

import re
import resource
import socket
from contextlib import ExitStack, contextmanager, suppress
from urllib.parse import urlsplit

import pytest

from tests.support.clients.applicant import csrf_of
from tests.support.waiting import PATIENCE

SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: smuggled\r\n\r\n"
"""A second request, which must not be answered where the length of the first is unclear."""

UNCLEAR = {
    "two lengths": (b"Content-Length: 0\r\nContent-Length: 44\r\n", SMUGGLED),
    "a length and chunks": (
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"0\r\n\r\n" + SMUGGLED,
    ),
    "chunks named twice": (
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"0\r\n\r\n" + SMUGGLED,
    ),
    "an encoding that is none": (b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n" + SMUGGLED),
    "a space before the colon": (b"Transfer-Encoding : chunked\r\n", b"0\r\n\r\n" + SMUGGLED),
    "a signed length": (b"Content-Length: +44\r\n", SMUGGLED),
    "a folded header": (b"X: a\r\n Content-Length: 44\r\n", SMUGGLED),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_after_a_request_of_unclear_length_nothing_is_answered(shared_live, name):
    headers, body = UNCLEAR[name]

    response = answered(
        shared_live, b"GET /en/ HTTP/1.1\r\n" + host(shared_live) + headers, body, last=False
    )

    assert statuses(response) in ([400], [501])
    assert serves(shared_live)


@pytest.mark.parametrize("header", ["x" * 9000, "a: b\r\n" * 200 + "x"])
def test_too_large_headers_are_refused(shared_live, header):
    response = answered(
        shared_live, b"GET /en/ HTTP/1.1\r\n" + host(shared_live) + f"{header}: 1\r\n".encode()
    )

    assert statuses(response) in ([400], [431])
    assert serves(shared_live)


def test_a_too_long_address_is_refused(shared_live):
    response = answered(shared_live, b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n" + host(shared_live))

    assert statuses(response) == [431]
    assert serves(shared_live)


@pytest.mark.parametrize("pieces, statuses_", [(1, [303]), (20, [413])])
def test_a_chunked_body_has_the_same_limit_as_any_other(shared_live, pieces, statuses_):
    page = answered(shared_live, b"GET /en/f/1 HTTP/1.1\r\n" + host(shared_live)).decode()
    [cookie] = re.findall(r"Set-Cookie: (s=[^;]+)", page)
    form = b"padding=" + b"x" * 0x7000 * pieces
    form += f"&csrf_token={csrf_of(page)}&filling_for=self".encode()

    response = answered(
        shared_live,
        b"POST /en/f/1 HTTP/1.1\r\n"
        + host(shared_live)
        + f"Cookie: {cookie}\r\n".encode()
        + b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n",
        f"{len(form):x}\r\n".encode() + form + b"\r\n0\r\n\r\n",
    )

    assert statuses(response) == statuses_
    assert serves(shared_live)


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH", "DEBUG"])
@pytest.mark.parametrize("path", ["/en/f/1", "/desk/signin", "/healthz"])
def test_other_methods_are_refused_and_nothing_is_echoed(shared_live, method, path):
    response = answered(
        shared_live,
        f"{method} {path} HTTP/1.1\r\n".encode() + host(shared_live) + b"X-Told: zanziwort\r\n",
    )

    assert statuses(response) in ([405], [403], [400], [501])
    assert b"zanziwort" not in response


@pytest.mark.parametrize(
    "override", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]
)
def test_headers_do_not_override_the_method(shared_live, override):
    request = b"GET /desk/signin?_method=DELETE HTTP/1.1\r\n" + host(shared_live)

    response = answered(shared_live, request + f"{override}: DELETE\r\n".encode())

    assert statuses(response) == [200]


def answered(live, request, body=b"", *, last=True):
    """Send a request; return everything received until the server closes the connection.

    *last* asks the server to close it after this request.
    """
    closes = b"Connection: close\r\n" if last else b""
    response, address = b"", address_of(live)
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # the server has already refused
            connection.sendall(request + closes + b"\r\n" + body)
        with suppress(ConnectionResetError):
            while chunk := connection.recv(65536):
                response += chunk
    return response


def statuses(response):
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", response)]


def serves(live):
    response = answered(live, b"GET /en/ HTTP/1.1\r\n" + host(live))
    return statuses(response) == [200]


def address_of(live):
    return urlsplit(live.url)


def host(live):
    return f"Host: {address_of(live).netloc}\r\n".encode()


HALF_SENT = {
    "a body": (
        b"POST /en/f/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nfilling_for="
    ),
    "a head": b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "nothing": b"",
}
ELSEWHERE = "127.0.0.2"
"""Another address of this machine, from which the slow clients come."""


@pytest.mark.parametrize("sent", HALF_SENT)
@pytest.mark.parametrize("clients", [80, 300])
def test_clients_that_send_half_a_request_delay_nobody(shared_live, sent, clients):
    with slow_clients(shared_live, clients, HALF_SENT[sent]) as connections:
        assert all(serves(shared_live) for _ in range(20))
        assert all(is_open(connection) for connection in connections)


def test_more_connections_than_a_server_holds_delay_nobody(shared_live):
    with many_files(4096), slow_clients(shared_live, 1800, HALF_SENT["a head"]):
        assert all(serves(shared_live) for _ in range(20))


@contextmanager
def slow_clients(live, count, sent):
    """Hold *count* connections that have sent only this."""
    address = urlsplit(live.url)
    with ExitStack() as stack:
        connections = []
        for _ in range(count):
            connection = stack.enter_context(
                socket.create_connection(
                    (address.hostname, address.port),
                    timeout=PATIENCE,
                    source_address=(ELSEWHERE, 0),
                )
            )
            connection.sendall(sent)
            connections.append(connection)
        yield connections


def is_open(connection):
    """Return true if the server has neither answered nor closed the connection."""
    connection.settimeout(0)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True


@contextmanager
def many_files(count):
    """Raise the limit of open files of this process to *count*."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
