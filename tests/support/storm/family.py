"""The processes of a running product, who is who among them, and how they are killed."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress
from pathlib import Path
from random import Random

from tests.support.browser import Live
from tests.support.waiting import PATIENCE, until


def kill(live: Live, whom: str, chance: Random) -> None:
    """Kill one of its processes (``web``, ``post``, ``master``), or ``all``; bring it back up.

    What the product begins again by itself is left to it. Where it ends, it is started again, as
    whoever watches the server would.
    """
    victims = _all(live) if whom == "all" else [chance.choice(_wait_for(live, whom))]
    for pid in victims:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if whom in ("master", "all"):
        start_again(live)


def start_again(live: Live) -> None:
    """Wait for the end of what is left of it, then start it."""
    assert live.process is not None
    live.process.wait(PATIENCE)
    until(lambda: is_free(live.port), f"nobody listens at {live.url} any more")
    live.start()


def _wait_for(live: Live, whom: str) -> list[int]:
    return until(lambda: _who(live, whom), f"there is a process to kill: {whom}")


def _who(live: Live, whom: str) -> list[int]:
    """The parent begins the server's master first; only the mail worker is begun again by it."""
    assert live.process is not None
    children = sorted(children_of(live.process.pid), key=_begun)
    master, post = children[:1], children[1:]
    if whom == "web":
        return [pid for one in master for pid in children_of(one)]
    return master if whom == "master" else post


def _all(live: Live) -> list[int]:
    assert live.process is not None
    family = [live.process.pid]
    for pid in family:
        family += children_of(pid)
    return family


def children_of(pid: int) -> list[int]:
    """The living processes that this one began."""
    try:
        every = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in every if _stat(int(child))[:1] not in ([], ["Z"])]


def _begun(pid: int) -> int:
    """When it was begun, in the kernel's own ticks."""
    stat = _stat(pid)
    return int(stat[19]) if stat else 0


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def is_free(port: int) -> bool:
    """Whether somebody may begin to serve there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
