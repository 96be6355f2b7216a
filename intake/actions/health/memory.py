"""Check how much memory is left."""

from __future__ import annotations

from os import sysconf
from pathlib import Path

from intake.actions.health.check import Check
from intake.actions.health.moment import Moment

MEMINFO = Path("/proc/meminfo")
OWN_PAGES = Path("/proc/self/statm")
OWN_CGROUP = Path("/proc/self/cgroup")
CGROUPS = Path("/sys/fs/cgroup")
KIB, MIB = 2**10, 2**20

LOW, NEARLY_FULL = 256 * MIB, 96 * MIB
"""Bytes still available. To stretch one password takes some 64 MiB for a moment."""


def check_memory(_moment: Moment) -> Check:
    """Measure this process, and what the machine or its control group has left."""
    figures = _used_here()
    left = [amount for amount in (_left_on_machine(), _left_in_cgroup()) if amount is not None]
    if not left:
        return Check(code="memory", found="not_measured", figures=figures)
    available = min(left)
    found = "low" if available < LOW else "good"
    if available < NEARLY_FULL:
        found = "nearly_full"
    return Check(
        code="memory", found=found, figures=figures | {"available_bytes": float(available)}
    )


def _used_here() -> dict[str, float]:
    """Bytes of this process that are in memory; nothing where the system does not tell."""
    pages = _read(OWN_PAGES).split()
    return {"used_bytes": float(int(pages[1]) * sysconf("SC_PAGESIZE"))} if pages else {}


def _left_on_machine() -> int | None:
    """Bytes that can be had without swapping; ``None`` where the system does not tell."""
    lines = _read(MEMINFO).splitlines()
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(found[0]) * KIB if found else None


def _left_in_cgroup() -> int | None:
    """Bytes left of a limit that systemd or a container sets; ``None`` where there is none."""
    folder = CGROUPS / _read(OWN_CGROUP).strip().rpartition("::")[2].lstrip("/")
    most, used = (_read(folder / name).strip() for name in ("memory.max", "memory.current"))
    if not (most.isdigit() and used.isdigit()):
        return None
    lines = _read(folder / "memory.stat").splitlines()
    cached = [line.split()[1] for line in lines if line.startswith("inactive_file ")]
    return int(most) - int(used) + (int(cached[0]) if cached else 0)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:  # another system, or hidden from this process
        return ""
