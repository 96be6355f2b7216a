"""Measure the commands whose cost must not grow with the cases: a backup, and housekeeping."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import Figure, OtherLoad
from bench.servers import environment_with
from bench.site import Site
from intake.frozen import frozen

ROOT = Path(__file__).parents[1]
BACKUP_MIB = 150.0
HOUSEKEEPING_SECONDS = 5.0
_SCRIPT = """
import re, sys, time
from flask.cli import main
sys.argv = ["flask", "--app", "wsgi", *sys.argv[1:]]
try:
    main()
finally:
    peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]
    sys.stdout.write(f"\\n{peak} {time.process_time()}")
"""
"""Runs a command; at last prints the peak of its memory in KiB and the processor time it took."""


@frozen
class Ran:
    """A command that has run: its peak of memory in MiB, and seconds of the processor."""

    memory: float
    seconds: float


def run_command(*words: str, environ: Mapping[str, str]) -> Ran:
    """Run a command in a process of its own. Raise ``RuntimeError`` with its output if it fails."""
    ran = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *words],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(ran.stdout + ran.stderr)
    memory, seconds = ran.stdout.rpartition("\n")[2].split()
    return Ran(memory=int(memory) / 1024, seconds=float(seconds))


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
        ran = run_command(*words, environ=environment_with(site.environ()))
        seconds = time.perf_counter() - began
    return Figure(
        name=name,
        p50=seconds * 1000,
        others=others.share,
        measured=ran.memory if most_memory else seconds,
        target=most_memory or HOUSEKEEPING_SECONDS,
        unit="MiB" if most_memory else "s",
        at_most=True,
    )
