"""Ports for the servers of tests, each reserved from the moment it is chosen.

A port that was free, and is bound again only later, may by then belong to another test or to an
outgoing connection. Here a bound socket that never listens keeps the port: the kernel assigns it
to no other process, connections to it are refused, and a server that sets ``SO_REUSEADDR``
(gunicorn, asyncio and ``http.server`` do) can bind and listen beside it.
"""

import socket

_HOLDERS: list[socket.socket] = []
"""The sockets that hold the ports until this process ends."""


def hold_port(host: str = "127.0.0.1") -> int:
    """Return a port of *host* that the kernel chose; this process holds it until it ends.

    A server that listens on every address needs one of 0.0.0.0: the same port of another address
    of this machine may belong to a connection.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind((host, 0))
    _HOLDERS.append(holder)
    port: int = holder.getsockname()[1]
    return port
