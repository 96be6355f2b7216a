"""Ports of 127.0.0.1 for the servers of tests, each held from the moment it is chosen.

A port that is found free, closed and bound again later may by then belong to another test or to
an outgoing connection. Here a bound socket that never listens keeps the port: the kernel gives it
to nobody else, connections to it are refused, and a server that sets ``SO_REUSEADDR`` (gunicorn,
asyncio and ``http.server`` do) binds and listens beside it as often as it likes.
"""

from __future__ import annotations

import socket

_HOLDERS: list[socket.socket] = []
"""The sockets that hold the ports until this process ends."""


def hold_port() -> int:
    """Return a port of 127.0.0.1 that the kernel chose; this process holds it until it ends."""
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _HOLDERS.append(holder)
    port: int = holder.getsockname()[1]
    return port
