"""Tests of the server: its disk, memory, files, database, clock, answers and certificate."""

import stat
from datetime import datetime, timedelta
from os import statvfs, sysconf
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from intake.actions.health.check import Found, Moment
from intake.actions.upkeep.check_certificate import EXPIRES_NOW, UNREACHABLE
from intake.actions.upkeep.jobs import is_suspended
from intake.audit.chain import head
from intake.database_file import file_of
from intake.extensions import db, has_functions
from intake.outbox.mail_health import last_heartbeat
from intake.revisions import up_to_date
from intake.settings import Settings
from intake.settings.databases import has_several_hosts
from intake.upkeep import runs
from intake.upkeep.runs import errors_in_last_hour

KIB, MIB = 2**10, 2**20
LOW_BYTES, LOW_PERCENT = 2048 * MIB, 10.0
"""With less free space than either, look soon."""

NEARLY_FULL_BYTES, NEARLY_FULL_PERCENT = 512 * MIB, 2.0
"""With less free space than either, act now."""

LOW_MEMORY, LEAST_MEMORY = 256 * MIB, 96 * MIB
"""Available bytes. Stretching one password takes some 64 MiB for a moment."""

MEMINFO = Path("/proc/meminfo")
OWN_PAGES = Path("/proc/self/statm")
OWN_CGROUP = Path("/proc/self/cgroup")
CGROUPS = Path("/sys/fs/cgroup")

INTEGRITY_OLD_AFTER = timedelta(hours=50)
"""SQLite is checked, and written anew, once a night: two nights were missed."""

CLOCK_TOLERANCE = timedelta(minutes=1)
"""Two clocks may differ by this much."""

MANY_ERRORS = 10
"""So many failed answers in an hour need someone now."""

HEARTBEAT_SILENT_AFTER = timedelta(minutes=10)
"""The worker calls once a minute, while all is well with it."""

EXPIRING = timedelta(days=21)
"""Certificates are usually renewed a month before they end."""

CERTIFICATE_OLD_AFTER = timedelta(days=3)
"""The worker looks once a day."""


class Space(NamedTuple):
    """Free and total bytes of a disk."""

    free: int
    total: int

    @property
    def percent(self) -> float:
        """The free share."""
        return 100 * self.free / self.total if self.total else 0.0

    @property
    def finding(self) -> str:
        """How urgent it is to free some."""
        if self.free < NEARLY_FULL_BYTES or self.percent < NEARLY_FULL_PERCENT:
            return "nearly_full"
        return "low" if self.free < LOW_BYTES or self.percent < LOW_PERCENT else "good"


def last_run(job: str, moment: Moment, *limits: tuple[str, timedelta]) -> Found:
    """Find the age of the last run of *job*, or ``never``; its outcome as a name if it is not OK.

    *limits* are findings and the ages from which they hold, the longest first.
    """
    if (run := runs.last_run(job)) is None:
        return Found("never")
    age = moment.age_of(run.at)
    finding = next((finding for finding, limit in limits if age > limit), "good")
    names = () if run.outcome == runs.OK else (run.outcome,)
    return Found(finding, {"age_seconds": age.total_seconds()}, names, run.at)


COUNTS = text("""
SELECT has_function_privilege(
  to_regrole('intake_apply'), 'pg_stat_get_live_tuples(oid)'::regprocedure, 'EXECUTE')
""")
"""Ask whether the applicants' role may count rows; null where there is no such role."""


def check_tables(_moment: Moment) -> Found:
    """Compare the tables with this release, and find whether the applicants' role counts rows."""
    if not up_to_date():
        return Found("other_release")
    return Found("counted" if has_functions() and db.session.scalar(COUNTS) else "good")


def check_standby(moment: Moment) -> Found:
    """Find out whether commits wait for a standby, if ``DATABASE_URL`` has several hosts.

    An operator lets the primary work alone after a failure, and may forget to end it.
    """
    if not has_several_hosts(moment.settings.database_url):
        return Found("not_needed")
    names = db.session.scalar(text("SELECT current_setting('synchronous_standby_names')"))
    return Found("good" if names else "alone")


def check_integrity(moment: Moment) -> Found:
    """Find the last ``quick_check`` of SQLite, or the checksum failures that PostgreSQL counted."""
    if db.engine.dialect.name == "sqlite":
        found = last_run(runs.INTEGRITY, moment, ("old", INTEGRITY_OLD_AFTER))
        return found._replace(finding="damaged") if found.names else found
    if failures := db.session.scalar(text("SELECT sum(checksum_failures) FROM pg_stat_database")):
        return Found("damaged", {"failures": float(failures)})
    has_checksums = db.session.scalar(text("SELECT current_setting('data_checksums')::bool"))
    return Found("good" if has_checksums else "no_checksums")


def check_space(moment: Moment) -> Found:
    """Measure the free space of the worse of the disks under ``var/`` and the database file."""
    urgency = ("nearly_full", "low", "good")
    space = min(spaces(moment.settings), key=lambda disk: (urgency.index(disk.finding), disk.free))
    figures = {"free_bytes": float(space.free), "free_percent": space.percent}
    return Found(space.finding, figures)


def spaces(settings: Settings) -> tuple[Space, ...]:
    """Measure the disks of ``var/`` and of an SQLite file, or of the nearest folders above."""
    file = file_of(db.engine)
    folders = (settings.var, file.parent) if file else (settings.var,)
    disks = [
        statvfs(next(path for path in (folder, *folder.parents) if path.is_dir()))
        for folder in folders
    ]
    return tuple(
        Space(disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize) for disk in disks
    )


def check_file_modes(moment: Moment) -> Found:
    """Name the files of the database and of secrets that others than their owner may open."""
    paths = [moment.settings.var / "secret_key"]
    if file := file_of(db.engine):
        paths += (file.with_name(file.name + end) for end in ("", "-wal", "-shm"))
    names = tuple(sorted(path.name for path in paths if _is_open_to_others(path)))
    return Found("open" if names else "good", {"files": len(names)}, names)


def _is_open_to_others(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    except OSError:  # gone or out of reach: the check of the database tells
        return False


def check_memory(_moment: Moment) -> Found:
    """Measure this process, and the memory available on the machine or in its control group."""
    pages = _read(OWN_PAGES).split()
    figures = {"used_bytes": float(int(pages[1]) * sysconf("SC_PAGESIZE"))} if pages else {}
    on_machine = [amount * KIB for amount in _amounts(MEMINFO, "MemAvailable:")]
    amounts = [*on_machine, *_available_in_cgroup()]
    if not amounts:
        return Found("not_measured", figures)
    available = min(amounts)
    finding = "low" if available < LOW_MEMORY else "good"
    if available < LEAST_MEMORY:
        finding = "nearly_full"
    return Found(finding, figures | {"available_bytes": float(available)})


def _available_in_cgroup() -> list[int]:
    """Return the bytes left of a limit by systemd or a container, or nothing without a limit."""
    folder = CGROUPS / _read(OWN_CGROUP).strip().rpartition("::")[2].lstrip("/")
    most, used = (_read(folder / name).strip() for name in ("memory.max", "memory.current"))
    if not (most.isdigit() and used.isdigit()):
        return []
    return [int(most) - int(used) + sum(_amounts(folder / "memory.stat", "inactive_file "))]


def _amounts(file: Path, name: str) -> list[int]:
    """Return the numbers of the lines of *file* that begin with *name*."""
    return [int(line.split()[1]) for line in _read(file).splitlines() if line.startswith(name)]


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:  # another system, or hidden from this process
        return ""


def check_clock(moment: Moment) -> Found:
    """Compare this clock with the newest time written down, and with the database's own clock."""
    chain_head = head()
    recorded = [last_heartbeat(), chain_head.at if chain_head else None]
    recorded += [run.at for run in runs.last_runs().values()]
    ahead = max((at - moment.now for at in recorded if at), default=timedelta())
    if ahead > CLOCK_TOLERANCE:
        return Found("set_back", {"ahead_seconds": ahead.total_seconds()})
    if is_suspended(moment.now):
        return Found("jumped")
    apart = apart_from_database(moment.now)
    finding = "apart" if apart > CLOCK_TOLERANCE else "good"
    return Found(finding, {"apart_seconds": apart.total_seconds()})


def apart_from_database(now: datetime) -> timedelta:
    """Return how far the clock of PostgreSQL differs; zero on SQLite, which has none."""
    if db.engine.dialect.name == "sqlite":
        return timedelta()
    database_now: datetime = db.session.scalar(text("SELECT clock_timestamp()")) or now
    return abs(database_now - now)


def check_errors(moment: Moment) -> Found:
    """Count the failed answers of the last hour, of all processes."""
    count = errors_in_last_hour(moment.now)
    finding = "some" if count else "good"
    return Found("many" if count >= MANY_ERRORS else finding, {"last_hour": float(count)})


def check_heartbeat(moment: Moment) -> Found:
    """Find the last call to ``HEARTBEAT_URL``, by which others notice that the server is up."""
    if not moment.settings.heartbeat_url:
        return Found("not_set")
    found = last_run(runs.HEARTBEAT, moment, ("silent", HEARTBEAT_SILENT_AFTER))
    if found.finding != "good":
        return Found("silent", at=found.at)
    return found._replace(finding="refused") if found.names else found


def check_certificate(moment: Moment) -> Found:
    """Find the last check of the certificates of both doors."""
    if not moment.settings.https_addresses:
        return Found("not_needed")
    run = runs.last_run(runs.CERTIFICATE)
    if run is None or moment.age_of(run.at) > CERTIFICATE_OLD_AFTER:
        return Found("not_checked", at=run.at if run else None)
    if run.outcome != runs.OK or run.until is None:
        finding = UNREACHABLE if run.outcome == UNREACHABLE else "refused"
        return Found(finding, names=(run.outcome,), at=run.at)
    left = run.until - moment.now
    finding = "expiring" if left < EXPIRING else "good"
    if left < EXPIRES_NOW:
        finding = "expires_now"
    return Found(finding, {"left_seconds": left.total_seconds()}, at=run.at)
