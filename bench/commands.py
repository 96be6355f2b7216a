"""Measure the commands whose cost must not grow with the cases: a backup, and housekeeping."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import Figure, OtherLoad
from bench.servers import environment_with
from bench.site import Site

BACKUP_MIB = 150.0
HOUSEKEEPING_SECONDS = 5.0
RUN = """
import sys
from pathlib import Path
from flask.cli import main
sys.argv = ["flask", "--app", "wsgi", *sys.argv[1:]]
try:
    main()
finally:
    sys.stdout.write(Path("/proc/self/status").read_text())
"""
"""Runs a command, and prints what the system knows of its process."""

PEAK = re.compile(r"VmHWM:\s+(\d+)")


def commands(site: Site, total: int) -> Iterator[Figure]:
    """Yield the peak of memory of a backup with its test restore, and housekeeping's time."""
    with TemporaryDirectory(prefix="bench-backup-") as folder:
        yield _measured(
            f"memory of a backup, {total:,} cases",
            site,
            ("backup", "create", str(Path(folder) / "backup")),
            most_memory=BACKUP_MIB,
        )
    yield _measured(f"housekeeping, {total:,} cases", site, ("housekeeping", "run"))


def _measured(
    name: str, site: Site, words: tuple[str, ...], *, most_memory: float | None = None
) -> Figure:
    """Run a command, and hold its memory in MiB or else its time in seconds."""
    with OtherLoad() as others:
        began = time.perf_counter()
        ran = subprocess.run(
            [sys.executable, "-c", RUN, *words],
            env=environment_with(site.environ()),
            check=True,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - began
    peak = PEAK.search(ran.stdout)
    memory = int(peak[1]) / 1024 if peak else None
    return Figure(
        name=name,
        p50=seconds * 1000,
        others=others.share,
        measured=memory if most_memory else seconds,
        target=most_memory or HOUSEKEEPING_SECONDS,
        unit="MiB" if most_memory else "s",
        at_most=True,
    )
