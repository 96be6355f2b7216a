"""The files of an SQLite database, and the processes and locks that hold them, from ``/proc``."""

import sys
from contextlib import suppress
from pathlib import Path

from intake.frozen import frozen
from tests.support.waiting import TooLate, until

SUFFIXES = ("", "-wal", "-shm", "-journal")
DELETED = " (deleted)"
LOCKED_IN = 60.0
"""Seconds a process may take from opening the database to its first lock, on a busy machine."""

FIRST_SHARED, LAST_SHARED = 0x40000002, 0x400001FF
"""The bytes of the database that every reader locks (SQLite, ``os.h``: ``SHARED_FIRST``)."""

DEAD_MAN_SWITCH = 128
"""The byte of ``-shm`` that every process locks while it uses the log (``os_unix.c``)."""


def files_of(database):
    """Return the paths that SQLite itself writes for this database."""
    return tuple(f"{database}{suffix}" for suffix in SUFFIXES)


def open_files(database):
    """Yield (process id, path) for each database file that a process has open.

    A deleted file's path ends with `` (deleted)``, as the kernel gives it.
    """
    paths = {path + end for path in files_of(database) for end in ("", DELETED)}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # the process ended, or is not ours
            for descriptor in (process / "fd").iterdir():
                with suppress(OSError):
                    if (path := str(descriptor.readlink())) in paths:
                        yield int(process.name), path


def deleted_files(database):
    """Return a sentence for each process that holds a deleted database file."""
    opened = sorted(set(open_files(database)))
    return [f"process {pid} holds {path}" for pid, path in opened if path.endswith(DELETED)]


def holders(database):
    """Return the processes that have the database open."""
    return {pid for pid, _ in open_files(database)}


def unlocked_holders(database, *, patience=LOCKED_IN):
    """Return a sentence for each process that keeps the database open without its own locks.

    Wait up to *patience* seconds: a process that has just opened it locks it a moment later.
    """
    faults: list[str] = []

    def are_locked():
        faults[:] = _unlocked_now(database)
        return not faults

    with suppress(TooLate):
        until(are_locked, "each process holds its locks", seconds=patience)
    return faults


def _unlocked_now(database):
    opened = set(open_files(database))
    return [
        f"process {pid} has {path} open without a lock of its own"
        for path, first, last in (
            (str(database), FIRST_SHARED, LAST_SHARED),
            (f"{database}-shm", DEAD_MAN_SWITCH, DEAD_MAN_SWITCH),
        )
        for pid in sorted(
            {pid for pid, file in opened if file == path} - _lockers(path, first, last)
        )
    ]


def _lockers(path, first, last):
    """Return the processes with a POSIX lock on all these bytes of a file."""
    try:
        inode = Path(path).stat().st_ino
    except FileNotFoundError:
        return set()
    return {
        lock.pid
        for lock in _locks()
        if lock.inode == inode and lock.first <= first and lock.last >= last
    }


@frozen
class Lock:
    """A POSIX lock that a process holds on the bytes *first* to *last* of a file."""

    pid: int
    inode: int
    first: int
    last: int


def _locks():
    """Yield the POSIX locks of all processes; ``->`` marks a process that waits for one."""
    for line in Path("/proc/locks").read_text().splitlines():
        _, kind, *rest = line.split()
        if kind == "POSIX":
            _, _, pid, file, first, last = rest
            yield Lock(
                pid=int(pid),
                inode=int(file.rpartition(":")[2]),
                first=int(first),
                last=sys.maxsize if last == "EOF" else int(last),
            )
