"""The processes of a running product: which is which, and how they are killed and ended."""

import os
import signal
import socket
from contextlib import suppress
from pathlib import Path

from tests.support.waiting import PATIENCE, until

ENDS_THE_PRODUCT = ("parent", "arbiter", "all")
"""After the end of these, the product is started again from outside."""


def kill(live, process, chance):
    """Kill a ``web`` worker, the ``mail`` worker, the ``arbiter``, the ``parent`` alone or ``all``.

    The product itself starts a web or a mail worker again. After any other kill it is started
    again here, as a service manager would.
    """
    _signal(_victims(live, process, chance), signal.SIGKILL)
    if process in ENDS_THE_PRODUCT:
        start_again(live)


def end_kindly(live, process, chance):
    """End a ``web`` or ``mail`` worker, which finishes what is in hand; another is started.

    Ask until it ends: gunicorn loses a signal that meets a web worker just after its fork.
    """
    (pid,) = _victims(live, process, chance)

    def has_ended():
        _signal([pid], signal.SIGTERM)
        return _stat(pid)[:1] in ([], ["Z"])

    until(has_ended, f"the {process} worker ends")


def start_again(live):
    """Wait for the end of what is left of the product, then start it."""
    assert live.process is not None
    live.process.wait(PATIENCE)
    until(lambda: is_free(live.port), f"nothing listens at {live.url} any more")
    live.start()


def _signal(pids, number):
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _victims(live, process, chance):
    assert live.process is not None
    if process == "parent":
        return [live.process.pid]
    return family_of(live) if process == "all" else [chance.choice(_wait_for(live, process))]


def _wait_for(live, process):
    return until(lambda: _find(live, process), f"the product has a {process} process")


def _find(live, process):
    """Return the processes of a kind. The parent starts the arbiter first, then mail workers."""
    assert live.process is not None
    children = sorted(children_of(live.process.pid), key=_started)
    arbiters, mail_workers = children[:1], children[1:]
    if process == "web":
        return [pid for arbiter in arbiters for pid in children_of(arbiter)]
    return arbiters if process == "arbiter" else mail_workers


def family_of(live):
    """Return the product's processes, the parent first."""
    assert live.process is not None
    family = [live.process.pid]
    for pid in family:
        family += children_of(pid)
    return family


def children_of(pid):
    """Return the living processes that this one started."""
    try:
        every = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in every if _stat(int(child))[:1] not in ([], ["Z"])]


def _started(pid):
    """Return the start of a process, in clock ticks since boot."""
    stat = _stat(pid)
    return int(stat[19]) if stat else 0


def _stat(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def is_free(port):
    """Return true where a server may listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


WATCH = Path(__file__).parent / "watch"


def watch_settings(database, report):
    """Return the environment in which every Python process writes its faults to *report*."""
    return {"PYTHONPATH": str(WATCH), "WATCHED": str(database), "WATCH_REPORT": str(report)}
