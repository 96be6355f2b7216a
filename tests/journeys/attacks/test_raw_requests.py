"""Requests that no browser sends: the server that is served refuses them, and goes on serving."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

import pytest

from tests.support.browser.live import Live
from tests.support.clients.applicant import csrf_of

LATER = b"GET /healthz HTTP/1.1\r\nHost: smuggled\r\n\r\n"
"""What would be answered too, if two servers could be made to disagree where a request ends."""

UNCLEAR = {
    "two lengths": (b"Content-Length: 0\r\nContent-Length: 44\r\n", LATER),
    "a length and chunks": (
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"0\r\n\r\n" + LATER,
    ),
    "chunks named twice": (
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"0\r\n\r\n" + LATER,
    ),
    "an encoding that is none": (b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n" + LATER),
    "a space before the colon": (b"Transfer-Encoding : chunked\r\n", b"0\r\n\r\n" + LATER),
    "a signed length": (b"Content-Length: +44\r\n", LATER),
    "a folded header": (b"X: a\r\n Content-Length: 44\r\n", LATER),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_where_it_is_not_clear_where_a_request_ends_nothing_after_it_is_answered(
    shared_live: Live, name: str
) -> None:
    headers, body = UNCLEAR[name]

    said = answered(
        shared_live, b"GET /en/ HTTP/1.1\r\n" + host(shared_live) + headers, body, last=False
    )

    assert statuses(said) in ([400], [501])
    assert serves(shared_live)


@pytest.mark.parametrize("header", ["x" * 9000, "a: b\r\n" * 200 + "x"])
def test_headers_beyond_all_measure_are_refused(shared_live: Live, header: str) -> None:
    said = answered(
        shared_live, b"GET /en/ HTTP/1.1\r\n" + host(shared_live) + f"{header}: 1\r\n".encode()
    )

    assert statuses(said) in ([400], [431])
    assert serves(shared_live)


def test_an_address_beyond_all_measure_is_refused(shared_live: Live) -> None:
    said = answered(shared_live, b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n" + host(shared_live))

    assert statuses(said) in ([400], [414])
    assert serves(shared_live)


@pytest.mark.parametrize(("pieces", "statuses_"), [(1, [303]), (20, [403])])
def test_a_body_without_a_length_is_read_no_further_than_any_other(
    shared_live: Live, pieces: int, statuses_: list[int]
) -> None:
    page = answered(shared_live, b"GET /en/f/1 HTTP/1.1\r\n" + host(shared_live)).decode()
    [cookie] = re.findall(r"Set-Cookie: (s=[^;]+)", page)
    form = b"padding=" + b"x" * 0x7000 * pieces
    form += f"&csrf_token={csrf_of(page)}&filling_for=self".encode()

    said = answered(
        shared_live,
        b"POST /en/f/1 HTTP/1.1\r\n"
        + host(shared_live)
        + f"Cookie: {cookie}\r\n".encode()
        + b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n",
        f"{len(form):x}\r\n".encode() + form + b"\r\n0\r\n\r\n",
    )

    assert statuses(said) == statuses_
    assert serves(shared_live)


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH", "DEBUG"])
@pytest.mark.parametrize("path", ["/en/f/1", "/desk/signin", "/healthz"])
def test_no_other_method_is_known_and_nothing_is_echoed(
    shared_live: Live, method: str, path: str
) -> None:
    said = answered(
        shared_live,
        f"{method} {path} HTTP/1.1\r\n".encode() + host(shared_live) + b"X-Told: zanziwort\r\n",
    )

    assert statuses(said) in ([405], [403], [400], [501])
    assert b"zanziwort" not in said


@pytest.mark.parametrize(
    "override", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]
)
def test_a_method_is_what_the_request_line_says(shared_live: Live, override: str) -> None:
    asked = b"GET /desk/signin?_method=DELETE HTTP/1.1\r\n" + host(shared_live)

    said = answered(shared_live, asked + f"{override}: DELETE\r\n".encode())

    assert statuses(said) == [200]


def answered(live: Live, asked: bytes, body: bytes = b"", *, last: bool = True) -> bytes:
    """Everything the server says before it hangs up; at once, where this request is the last."""
    closes = b"Connection: close\r\n" if last else b""
    said, address = b"", where(live)
    with socket.create_connection((address.hostname, address.port), timeout=60) as line:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has heard enough
            line.sendall(asked + closes + b"\r\n" + body)
        with suppress(ConnectionResetError):
            while more := line.recv(65536):
                said += more
    return said


def statuses(said: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3}) ", said)]


def serves(live: Live) -> bool:
    said = answered(live, b"GET /en/ HTTP/1.1\r\n" + host(live))
    return statuses(said) == [200]


def where(live: Live) -> SplitResult:
    return urlsplit(live.url)


def host(live: Live) -> bytes:
    return f"Host: {where(live).netloc}\r\n".encode()
