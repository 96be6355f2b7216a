"""Report Python code that touches an SQLite database, or forks while it is open.

Every Python whose ``PYTHONPATH`` has this folder imports it. ``WATCHED`` is the path of the
database, ``WATCH_REPORT`` the file that gets a line for each fault. SQLite opens its files in C,
which raises no audit event; a new Python connection to PostgreSQL is not seen here.
"""

import os
import sys
from pathlib import Path

TOUCHES = {
    *("open", "os.remove", "os.rename", "os.link", "os.symlink", "os.truncate", "os.chmod"),
    *("os.chown", "os.utime", "shutil.copyfile", "shutil.move"),
}
FORKS = {"os.fork", "os.forkpty"}
WATCHED = os.environ.get("WATCHED", "")
FILES = {f"{WATCHED}{suffix}" for suffix in ("", "-wal", "-shm", "-journal")}
NAMES = tuple(Path(path).name for path in FILES)


def is_watched(value):
    """Return true for the path of a database file."""
    if isinstance(value, str | bytes | os.PathLike):
        path = os.fsdecode(value)
        return path.endswith(NAMES) and str(Path(path).absolute()) in FILES
    return False


def open_files():
    """Return the database files that this process has open."""
    opened = set()
    for descriptor in list(Path("/proc/self/fd").iterdir()):
        try:
            opened.add(str(descriptor.readlink()).removesuffix(" (deleted)"))
        except FileNotFoundError:
            continue  # the descriptor of the folder itself
    return opened & FILES


def watch(event, arguments):
    """Report an event that touches a database file."""
    if event in TOUCHES and any(map(is_watched, arguments)):
        report(f"{event} of a database file")
    elif event in FORKS and open_files():
        report(f"{event} with the database open")


def report(fault):
    """Add a line to the report: process, fault, and the code that caused it."""
    frame = sys._getframe(2)
    line = f"{os.getpid()} {fault} at {frame.f_code.co_filename}:{frame.f_lineno}\n"
    file = os.open(os.environ["WATCH_REPORT"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(file, line.encode())
    os.close(file)


if WATCHED:
    sys.addaudithook(watch)
