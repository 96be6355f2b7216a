"""Check how much memory is available."""

from __future__ import annotations

from os import sysconf
from pathlib import Path

from intake.actions.health.check import Check, Moment

MEMINFO = Path("/proc/meminfo")
OWN_PAGES = Path("/proc/self/statm")
OWN_CGROUP = Path("/proc/self/cgroup")
CGROUPS = Path("/sys/fs/cgroup")
KIB, MIB = 2**10, 2**20

LOW, NEARLY_FULL = 256 * MIB, 96 * MIB
"""Available bytes. Stretching one password takes some 64 MiB for a moment."""


def check_memory(_moment: Moment) -> Check:
    """Measure this process, and the memory available on the machine or in its control group."""
    figures = _used_bytes()
    amounts = (_available_on_machine(), _available_in_cgroup())
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return Check(code="memory", finding="not_measured", figures=figures)
    available = min(known)
    finding = "low" if available < LOW else "good"
    if available < NEARLY_FULL:
        finding = "nearly_full"
    return Check(
        code="memory", finding=finding, figures=figures | {"available_bytes": float(available)}
    )


def _used_bytes() -> dict[str, float]:
    """Return the resident bytes of this process, or nothing if the system does not tell."""
    pages = _read(OWN_PAGES).split()
    return {"used_bytes": float(int(pages[1]) * sysconf("SC_PAGESIZE"))} if pages else {}


def _available_on_machine() -> int | None:
    """Return the bytes available without swapping, or ``None`` if the system does not tell."""
    lines = _read(MEMINFO).splitlines()
    available = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(available[0]) * KIB if available else None


def _available_in_cgroup() -> int | None:
    """Return the bytes left of a limit by systemd or a container, or ``None`` without a limit."""
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
