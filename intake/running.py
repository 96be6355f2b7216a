"""Record the addresses of servers that ``make run`` started, for commands in another shell.

Each server writes its address to a file in ``var/running/`` and holds a lock on the file. The
kernel releases the lock when the last process of the server ends, so a stale file is recognized
without relying on process ids.
"""

from __future__ import annotations

import fcntl
import json
import os
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
