"""Keep the memory of a process, which holds what people write, from being written to the disk."""

from __future__ import annotations

import resource
from pathlib import Path

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
