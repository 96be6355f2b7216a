"""Record the addresses of servers that ``make run`` started, for commands in another shell.

Each server writes its address to a file in ``var/running/`` and holds a lock on the file. The
kernel releases the lock when the last process of the server ends, so a stale file is recognized
without relying on process ids.
"""

import fcntl
import json
import os
import resource
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from intake import clock

FOLDER = "running"
STARTED = "%Y%m%dT%H%M%S.%f"
"""First part of a file's name, so that names sort by time: the file system's times are coarse."""


@contextmanager
def announced(var: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Record the *settings* of a server's address for commands, while the block runs.

    Processes forked in the block share the lock. Only the owner may read the file.
    """
    folder = var / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for stale in folder.glob("*"):
        if not _content_if_locked(stale):
            stale.unlink(missing_ok=True)
    descriptor, path = tempfile.mkstemp(prefix=f"{clock.now():{STARTED}}-", dir=folder)
    try:
        os.write(descriptor, json.dumps(settings).encode())
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        Path(path).unlink(missing_ok=True)
        os.close(descriptor)


def newest(var: Path) -> dict[str, str]:
    """Return the settings of the server started last; nothing if none runs."""
    for path in sorted((var / FOLDER).glob("*"), reverse=True):
        if content := _content_if_locked(path):
            settings: dict[str, str] = json.loads(content)
            return settings
    return {}


def _content_if_locked(path: Path) -> str:
    """Return the content of a file whose server runs; an empty string for any other."""
    try:
        file = path.open(encoding="utf-8")
    except FileNotFoundError:  # its server has just ended
        return ""
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read()
        return ""


DUMPED = Path("/proc/self/coredump_filter")
"""The kinds of memory that Linux writes into a core dump of this process, as a number of bits."""

NOTHING = "0"


def forbid_core_dumps() -> None:
    """Leave no memory in a core dump of this process and of those that it starts.

    A program to which the system pipes dumps (``core_pattern``) need not respect the limit, so the
    memory is left out of them too.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if DUMPED.exists():
        DUMPED.write_text(NOTHING)
