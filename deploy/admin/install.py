"""Make a server out of a bare Debian 13. Every step may be run again."""

from __future__ import annotations

import os
import pwd
import re
from dataclasses import dataclass
from pathlib import Path

from deploy.admin.copies import place_problem, restore_backup
from deploy.admin.env_files import (
    ROLES,
    common_settings,
    password_in,
    process_settings,
    read_settings,
)
from deploy.admin.firewall import write_firewall
from deploy.admin.flask_commands import SMALL, database_of, flask, flask_output
from deploy.admin.places import Places
from deploy.admin.proxies import Site, write_proxy
from deploy.admin.releases import add_release, refuse_hand_made, switch, wait_until_ready
from deploy.admin.shell import Failed, output, run, say, succeeds, write

PACKAGES = {
    "all": ("python3-venv", "rsync", "ca-certificates", "nftables", "systemd-timesyncd"),
    "postgresql": ("postgresql",),
    "sqlite": (),
}
UNITS = {
    "postgresql": ("intake-apply", "intake-desk", "intake-worker"),
    "sqlite": (SMALL,),
}
ONION = "intake-onion"
"""Unit of the applicants' door for an onion service, which an administrator may enable."""
ONION_PORT = 8003
TIMERS = {
    "postgresql": (
        *("intake-housekeeping.timer", "intake-backup.timer", "intake-copy.timer"),
        "intake-wipe.timer",
    ),
    "sqlite": ("intake-all-backup.timer", "intake-copy.timer"),
}
PATIENCE = 30
"""Seconds in which the doors must answer after a start, unless ``--patience`` said otherwise."""

PROXY = "caddy"
"""Unit and package of the proxy. A line ``PROXY=`` in ``server.env`` names the unit of another."""

RESTORED = "restored"
"""File beside the settings while a restored backup has not been started yet."""

PIN = re.compile(r"RECOVERY_FINGERPRINT=([a-z0-9-]+)")

OWNER_SQL = """\
SELECT format('CREATE ROLE intake LOGIN CREATEROLE') WHERE NOT EXISTS
  (SELECT FROM pg_roles WHERE rolname = 'intake') \\gexec
SELECT format('ALTER ROLE intake PASSWORD %L', :'password') \\gexec
SELECT 'CREATE DATABASE intake OWNER intake' WHERE NOT EXISTS
  (SELECT FROM pg_database WHERE datname = 'intake') \\gexec
"""
EMPTY_SQL = """\
SELECT NOT current_setting('data_checksums')::bool AND count(*) = 1
FROM pg_database WHERE NOT datistemplate
"""
"""Ask whether the server has no checksums yet, and no database but its first."""

ROLE_SQL = "SELECT format('ALTER ROLE %I PASSWORD %L', :'role', :'password') \\gexec\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The choices of an installation: source of the release, site, database, place of copies."""

    source: Path
    site: Site
    database: str
    copy_to: str
    patience: int


def install(places: Places, plan: Plan, *, restore: tuple[Path, Path] | None = None) -> None:
    """Set everything up, and start it. With *restore*, fill the tables from a backup."""
    check_plan(places, plan)
    apt_install(plan)
    add_users(plan.database)
    write(places.settings / "server.env", server_settings(places, plan))
    release = add_release(places, plan.source)
    common_settings(places, _first_settings(plan))
    files = process_settings(places, plan.site.host, database=plan.database)
    if plan.database == "postgresql":
        tune_postgresql(places, release / "deploy/wipe.conf")
        _make_database(files["owner"]["DATABASE_URL"])
    switch(places, release)
    fill_tables(places, restore=restore)
    grant_rights(places)
    install_units(places)
    install_command(places)
    write_firewall(places)  # the proxy may fail, for want of a certificate
    write_proxy(places, plan.site)
    first_start(places, plan)


def check_plan(places: Places, plan: Plan) -> None:
    """Raise `Failed` before anything is changed, if these choices do not fit this machine."""
    refuse_hand_made(places)
    server = read_settings(places, "server")
    before, proxy = server.get("DATABASE", plan.database), server.get("PROXY", PROXY)
    if before != plan.database:
        raise Failed(
            f"This server was installed with --database {before}, and its data is there. Install"
            " again with the same database."
        )
    if proxy != PROXY:  # of an older release, or one of the administrator's own
        raise Failed(
            f"This server has {proxy} as its proxy, at the ports that {PROXY} needs. To keep it,"
            f" upgrade, and do not install again. To change to {PROXY}: systemctl disable --now"
            f" {proxy}, delete the line PROXY= in {places.settings}/server.env, install again."
        )
    if plan.copy_to and (problem := place_problem(places, plan.copy_to)):
        raise Failed(problem)


def first_start(places: Places, plan: Plan) -> None:
    """Start every process, after a restore only if emails can be sent.

    Those that wait in the backup would be written to files and count as sent, or be refused for
    good by a server that wants a password.
    """
    settings, onward = places.settings / "common.env", "intake-admin restart && intake-admin status"
    own = "all" if plan.database == "sqlite" else "worker"
    if (places.settings / RESTORED).exists() and not _can_send(places, own):
        say("Restored, but not started, because emails wait in this backup. Enter the mail server")
        say(f"in {settings} (its password in {own}.env), then run: {onward}")
        return
    start(places)
    if not doors_answer(places):
        raise Failed("The doors do not answer. Look at: journalctl -u 'intake-*' -n 50")
    say(f"Running at https://{plan.site.host}/. Next: enter mail server and organisation in")
    say(f"{settings}, then run: {onward}")


def _can_send(places: Places, own: str) -> bool:
    """Return true if a mail server is set, with a password where there is a user name."""
    settings = {**read_settings(places, "common"), **read_settings(places, own)}
    is_complete = not settings.get("MAIL_USERNAME") or bool(
        settings.get("MAIL_PASSWORD") or settings.get("MAIL_PASSWORD_FILE")
    )
    return bool(settings.get("MAIL_SERVER")) and is_complete


def apt_install(plan: Plan) -> None:
    """Install the Debian packages that are missing."""
    names = (*PACKAGES["all"], PROXY, *PACKAGES[plan.database])
    missing = [name for name in names if not succeeds("dpkg", "--status", name)]
    if missing:
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        options = ("--quiet=2", "--yes", "--option=DPkg::Lock::Timeout=600")
        run("apt-get", "update", *options, env=quiet)
        run("apt-get", "install", *options, "--no-install-recommends", *missing, env=quiet)


def tune_postgresql(places: Places, settings: Path) -> None:
    """Have PostgreSQL keep no old log, and checksums, which only a stopped one can begin."""
    clusters = [line.split() for line in output("pg_lsclusters", "--no-header").splitlines()]
    version, name, _, _, _, folder, *_ = next(row for row in clusters if row[2] == "5432")
    unit = f"postgresql@{version}-{name}"
    file = places.root / f"etc/postgresql/{version}/{name}/conf.d/intake-wipe.conf"
    if write(file, settings.read_text("utf-8")):
        run("systemctl", "reload", unit)
    postgres = ("runuser", "--user", "postgres", "--")
    asked = output(*postgres, "psql", "-XAt", "--command", EMPTY_SQL, cwd=Path("/"))
    if asked.strip() == "t":
        program = f"/usr/lib/postgresql/{version}/bin/pg_checksums"
        run("systemctl", "stop", unit)
        run(*postgres, program, "--enable", "--pgdata", folder, cwd=Path("/"))
        run("systemctl", "start", unit)


def add_users(database: str) -> None:
    """Add a system user for each process."""
    for user in {*UNITS[database], "intake-worker"}:  # the last also sends word of failures
        try:
            pwd.getpwnam(user)
        except KeyError:
            run("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", user)


def fill_tables(places: Places, *, restore: tuple[Path, Path] | None) -> None:
    """Make the tables and, at the first time, keys; or restore a backup into empty tables."""
    if restore:
        restore_backup(places, *restore)
        write(places.settings / RESTORED, "Emails of a backup wait until a mail server is set.\n")
    else:
        flask(places, "db", "upgrade")
    if "RECOVERY_FINGERPRINT" in read_settings(places, "common"):
        return
    status = flask_output(places, "keys", "status", may_fail=True)
    pin = re.search(r"Recovery key ([a-z0-9-]+),", status)
    if pin is None:
        status = flask_output(places, "keys", "init")
        say(status)
        pin = PIN.search(status)
    if pin is None:
        raise Failed("The keys have no fingerprint that could be pinned. See above.")
    common_settings(places, {"RECOVERY_FINGERPRINT": pin[1]})


def grant_rights(places: Places) -> None:
    """Give each database role its rights and its password; on SQLite there are none."""
    owner = read_settings(places, "owner").get("DATABASE_URL")
    if owner is None:
        return
    connection = _connection(owner)
    stop = ("psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1")
    roles = ("--single-transaction", "--file", str(places.code / "deploy/roles.sql"))
    if connection["PGHOST"] == "127.0.0.1":  # a superuser also hides what PostgreSQL counts
        as_owner = ("--command", f"SET ROLE {connection['PGUSER']}")
        _as_postgres(*as_owner, *roles, connection["PGDATABASE"], text="")
    else:
        run(*stop, *roles, env=connection)
    for name, role in ROLES.items():
        url = read_settings(places, name).get("DATABASE_URL")
        if url is None:
            raise Failed(f"{places.settings}/{name}.env has no DATABASE_URL.")
        password = password_in(url)
        text = f"\\set role {role}\n\\set password {password}\n{ROLE_SQL}"
        run(*stop, env=connection, text=text)


def install_units(places: Places) -> None:
    """Copy the units of the release in use, and have systemd read them, in place of cron."""
    changed = [
        write(places.units / unit.name, unit.read_text("utf-8"))
        for unit in sorted((places.code / "deploy").glob("intake-*.[st]*"))
        if unit.suffix in (".service", ".timer")
    ]
    if any(changed):
        run("systemctl", "daemon-reload")
    # Remove the cron file of older installations.
    (places.root / "etc/cron.d/intake-desk").unlink(missing_ok=True)


def install_command(places: Places) -> None:
    """Put ``intake-admin`` where root finds it."""
    command = places.root / "usr/local/sbin/intake-admin"
    command.parent.mkdir(parents=True, exist_ok=True)
    command.unlink(missing_ok=True)
    command.symlink_to(places.code / "deploy/intake-admin")


def start(places: Places) -> None:
    """Start or restart every process, one after the other; the proxy bridges the seconds.

    From now on they start with the machine.
    """
    database = database_of(places)
    run("systemctl", "enable", "--quiet", *UNITS[database], *TIMERS[database])
    for unit in units_of(database):
        succeeds("systemctl", "reset-failed", unit)  # it may have failed too often to be started
        run("systemctl", "restart", unit)
    run("systemctl", "start", *TIMERS[database])
    (places.settings / RESTORED).unlink(missing_ok=True)


def doors_answer(places: Places) -> bool:
    """Return true as soon as the doors take requests, and false if they do not in time."""
    database = database_of(places)
    seconds = float(read_settings(places, "server").get("PATIENCE") or PATIENCE)
    return wait_until_ready(all_ports_of(database), units=units_of(database), seconds=seconds)


def units_of(database: str) -> tuple[str, ...]:
    """Return the units of all processes, with that of an onion service where it is enabled."""
    return (*UNITS[database], *([ONION] if _has_onion() else []))


def ports_of(database: str) -> tuple[int, ...]:
    """Return the ports on loopback to which the proxy leads."""
    return (8001,) if database == "sqlite" else (8001, 8002)


def all_ports_of(database: str) -> tuple[int, ...]:
    """Return the ports of all doors, with that of an onion service where it is enabled."""
    return (*ports_of(database), *([ONION_PORT] if _has_onion() else []))


def _has_onion() -> bool:
    return succeeds("systemctl", "is-enabled", "--quiet", ONION)


def _first_settings(plan: Plan) -> dict[str, str]:
    return {
        "PUBLIC_URL": f"https://{plan.site.desk_host or plan.site.host}",
        "APPLICANTS_URL": f"https://{plan.site.host}" if plan.site.desk_host else "",
        "TRUSTED_PROXIES": "1",
        "ORGANISATION_NAME": "",
        "HELP_PHONE": "",
        "MAIL_SERVER": "",
        "MAIL_USERNAME": "",
        "MAIL_DEFAULT_SENDER": f"intake@{plan.site.host}",
        "NOTIFY": "",
        "SECURITY_CONTACT": "",
    }


def server_settings(places: Places, plan: Plan) -> str:
    """Return the lines of ``server.env``; a place of copies that is named there stays."""
    rows = {
        "HOST": plan.site.host,
        "DESK_HOST": plan.site.desk_host,
        "DATABASE": plan.database,
        "COPY_TO": plan.copy_to or read_settings(places, "server").get("COPY_TO", ""),
        "PATIENCE": str(plan.patience),
    }
    return "".join(f"{name}={value}\n" for name, value in rows.items())


def _make_database(owner_url: str) -> None:
    _as_postgres("postgres", text=f"\\set password {password_in(owner_url)}\n{OWNER_SQL}")


def _as_postgres(*options: str, text: str) -> None:
    """Run SQL as the superuser of this machine's PostgreSQL."""
    psql = ("psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1")
    run("runuser", "--user", "postgres", "--", *psql, *options, cwd=Path("/"), text=text)


def _connection(url: str) -> dict[str, str]:
    """Return the variables of libpq, so that no password stands in a list of processes."""
    user = url.partition("://")[2].partition(":")[0]
    host, _, name = url.rpartition("@")[2].partition("/")
    return {
        "PGUSER": user,
        "PGPASSWORD": password_in(url),
        "PGHOST": host,
        "PGDATABASE": name,
        "PATH": os.environ["PATH"],
    }
