"""The ports at which administrators reach SSH on this machine."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from deploy.admin.shell import output_if_possible

SETTING = re.compile(r"^(?:port |listenaddress \S*:)(\d+)\b", re.MULTILINE)
LISTENER = re.compile(r'^LISTEN\s+\d+\s+\d+\s+(\S+):(\d+)\s+\S+\s+users:.*"sshd"', re.MULTILINE)
SOCKET = re.compile(r"^Listen=(?:\S*:)?(\d+) \(Stream\)$", re.MULTILINE)
CONNECTION = re.compile(rb"(?:^|\0)SSH_CONNECTION=\S+ \d+ \S+ (\d+)(?:\0|$)")
PARENT = re.compile(rb"^PPid:\t(\d+)$", re.MULTILINE)
LOOPBACK = ("127.", "[::1]")


def ssh_ports() -> list[int]:
    """Return the ports of SSH by its settings, its sockets and this session; none if unknown."""
    socket = ("systemctl", "show", "ssh.socket", "-p", "ActiveState", "-p", "Listen")
    return sorted(
        ports_of_settings(output_if_possible("sshd", "-T"))
        | ports_of_listeners(output_if_possible("ss", "-Hltnp"))
        | ports_of_socket(output_if_possible(*socket))
        | ports_of_session(Path("/proc"), os.getpid())
    )


def ports_of_settings(text: str) -> set[int]:
    """Return the ports in what ``sshd -T`` writes.

    The line ``port`` is 22 by default, also where ``ListenAddress`` names another port.
    """
    return {int(port) for port in SETTING.findall(text)}


def ports_of_listeners(text: str) -> set[int]:
    """Return the ports at which ``sshd`` listens by ``ss -Hltnp``, except forwarded ones."""
    found = LISTENER.findall(text)
    return {int(port) for address, port in found if not address.startswith(LOOPBACK)}


def ports_of_socket(text: str) -> set[int]:
    """Return the ports at which systemd listens for ``sshd``, if its socket is active."""
    if "ActiveState=active" not in text.splitlines():
        return set()
    return {int(port) for port in SOCKET.findall(text)}


def ports_of_session(processes: Path, pid: int) -> set[int]:
    """Return the ports of the SSH sessions in which this process and its parents were started.

    ``sudo`` removes ``SSH_CONNECTION``, but the shell from which it was called still has it.
    """
    environs = _environs(processes, pid)
    return {int(port) for environ in environs for port in CONNECTION.findall(environ)}


def _environs(processes: Path, pid: int) -> Iterator[bytes]:
    while pid:
        folder = processes / str(pid)
        yield _bytes_if_readable(folder / "environ")
        parent = PARENT.search(_bytes_if_readable(folder / "status"))
        pid = int(parent[1]) if parent else 0


def _bytes_if_readable(file: Path) -> bytes:
    """Return what a file of ``/proc`` holds; nothing of an ended process or one of the host."""
    try:
        return file.read_bytes()
    except OSError:
        return b""
