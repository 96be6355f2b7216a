"""Say in a few lines whether this server is well; exit 1 if not."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from deploy.admin.copies import (
    ALONE,
    copied_at,
    newest_backup,
    old_wraps,
    place_of_copies,
    place_problem,
)
from deploy.admin.env_files import read_settings
from deploy.admin.firewall import firewall_problem
from deploy.admin.flask_commands import database_of, flask_answer
from deploy.admin.install import PROXY, TIMERS, all_ports_of, units_of
from deploy.admin.places import Places
from deploy.admin.releases import in_use, wait_until_ready
from deploy.admin.shell import Failed, output_if_possible, say, succeeds

HOUR = 3600
DAY = 24 * HOUR
LATE = 26 * HOUR
"""Age in seconds at which a nightly backup, or its copy, must have been followed by another."""

FREE = 2 * 1024**3

MARK = "! "
"""Beginning of each line of ``flask doctor`` that says what is not well."""


def status(places: Places) -> int:
    """Write the state of the server and what ``flask doctor`` says; return the exit status."""
    say(f"Release {in_use(places).name}, on {database_of(places)}.")
    say(copy_sentence(places))
    problems = list(_problems(places))
    for problem in problems:
        say(f"NO   {problem}")
    if not _doctor_is_content(places) or problems:
        return 1
    say("Processes, backups and disk are well.")
    return 0


def _doctor_is_content(places: Places) -> bool:
    """Write what ``flask doctor`` says; return true if it succeeds and marks no line."""
    failed, text = flask_answer(places, "doctor")
    say(text.rstrip())
    return not failed and not any(line.startswith(MARK) for line in text.splitlines())


def _problems(places: Places) -> Iterator[str]:
    database = database_of(places)
    proxy = read_settings(places, "server").get("PROXY", PROXY)
    for unit in (*units_of(database), *TIMERS[database], proxy):
        if not succeeds("systemctl", "is-active", "--quiet", unit):
            yield f"{unit} does not run: journalctl -u {unit} -n 50"
    if not wait_until_ready(all_ports_of(database), seconds=5):
        yield "A door does not take requests: curl http://127.0.0.1:8001/readyz says why."
    yield from backup_problems(places, now=time.time())
    yield from copy_problems(places, now=time.time())
    if shutil.disk_usage(places.root).free < FREE:
        yield "Less than 2 GB are free on the disk."
    yield from swap_problems()
    if problem := firewall_problem():
        yield problem
    if not succeeds("systemctl", "is-active", "--quiet", "systemd-timesyncd"):
        yield "No time service runs; deadlines need the clock: apt install systemd-timesyncd"


def swap_problems(swaps: Path = Path("/proc/swaps")) -> Iterator[str]:
    """Yield each place to which memory is swapped out on a disk that is not encrypted."""
    for line in swaps.read_text("utf-8").splitlines()[1:]:
        place, kind, *_ = line.split()
        disk = place
        if kind == "file":
            disk = output_if_possible("findmnt", "-no", "SOURCE", "--target", place).strip()
        layers = output_if_possible("lsblk", "--inverse", "-no", "TYPE", disk).split()
        if "crypt" not in layers and not place.startswith("/dev/zram"):
            yield f"{place} is swap space that is not encrypted: turn it off, or encrypt it."


def backup_problems(places: Places, *, now: float) -> Iterator[str]:
    """Yield what is wrong with the backups on this machine."""
    try:
        age = now - newest_backup(places).stat().st_mtime
    except Failed as none:
        yield str(none)
        return
    if age > LATE:
        yield f"The newest backup is {age / DAY:.0f} days old: journalctl -u 'intake-*backup*'"
    for file in old_wraps(places.backups, now=now):
        yield f"{file} is older than 14 days and opens what was erased since: delete it."


def copy_sentence(places: Places) -> str:
    """Say where backups are copied to, and when that last succeeded."""
    target = place_of_copies(places)
    if not target:
        return ALONE
    at = copied_at(places, target)
    if at is None:
        return f"Backups are to be copied to {target}."
    return f"Last copy of backups to {target}: {time.strftime('%F %H:%M', time.localtime(at))}."


def copy_problems(places: Places, *, now: float) -> Iterator[str]:
    """Yield what is wrong with the copies at another place, if one is set."""
    target = place_of_copies(places)
    if not target:
        return
    if problem := place_problem(places, target):
        yield problem
    at = copied_at(places, target)
    if at is None:
        yield f"No backup was copied to {target} yet: intake-admin copy"
    elif now - at > LATE:
        hours = (now - at) / HOUR
        yield f"The last copy to {target} is {hours:.0f} hours old: journalctl -u intake-copy"
