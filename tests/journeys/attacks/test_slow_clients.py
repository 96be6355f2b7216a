"""Clients that never finish what they begin: everybody else is served at once.

The server runs as ``make run`` starts it, without a proxy before it.
"""

import resource
import socket
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest

from tests.journeys.attacks.test_raw_requests import serves
from tests.support.waiting import PATIENCE

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
