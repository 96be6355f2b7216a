"""``make run`` as a new user of the product runs it."""

import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from sqlalchemy import make_url

from intake.cli.db import HAD_DATABASE
from intake.running import newest
from tests.house.source import ROOT
from tests.support.browser.live import Live, NotServing
from tests.support.databases.fixtures import hosts_of, new_postgresql_database
from tests.support.servers.ports import hold_port
from tests.support.storm.concurrency import best_of, slowdown
from tests.support.waiting import PATIENCE, until

pytestmark = pytest.mark.timeout(600)

PIN = "-".join(["abcd"] * 8)


def test_the_first_run_makes_what_is_missing_for_its_owner_alone_and_ends_when_told_to(run):
    run.start()
    processes, files = family_of(run), set(run.folder.rglob("*"))
    noise, begun = slowdown(), time.monotonic()
    status = run.stop()

    assert status == 0
    assert time.monotonic() - begun < 10 * max(noise, slowdown())
    assert {"secret_key", "recovery_fingerprint", "recovery", "intake.db"} <= {
        path.name for path in files
    }
    assert [
        path
        for path in (run.folder, *run.folder.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ] == []
    assert run.invitation.startswith(f"{run.url}/desk/invitation/")
    assert len(processes) >= 4
    assert [process for process in processes if lives(process)] == []
    assert not run.answers()


def test_a_later_run_keeps_all_and_serves_at_once(prepared):
    secret = (prepared.folder / "secret_key").read_text()
    link = (prepared.folder / "recovery" / "invitation.txt").read_text()
    again = Live(prepared.folder)

    def start_anew():
        noise, took = slowdown(), again.start()
        again.stop()
        return took / max(noise, slowdown())

    assert best_of(start_anew, enough=3) <= 3
    assert again.invitation.rpartition("/")[2] == link.strip().rpartition("/")[2]
    assert (prepared.folder / "secret_key").read_text() == secret


def test_sheets_of_other_keys_are_not_written_over(prepared):
    sheet = (prepared.folder / "recovery" / "invitation.txt").read_text()
    for name in ("intake.db*", "recovery_fingerprint", "seen_epochs.json"):
        for file in prepared.folder.glob(name):
            file.unlink()

    with pytest.raises(NotServing, match="contains the invitation of other keys"):
        prepared.start()

    assert (prepared.folder / "recovery" / "invitation.txt").read_text() == sheet


def test_no_command_makes_an_empty_database_where_one_was(prepared, flask):
    """The disk is away while the server runs: only the folder on which it is mounted is left."""
    run = prepared
    run.start()
    before, disk = readiness(run), run.folder.rename(run.folder.with_name("disk"))
    run.folder.mkdir()
    environ = {"SECRET_KEY": (disk / "secret_key").read_text().strip()}
    pin = {"RECOVERY_FINGERPRINT": (disk / "recovery_fingerprint").read_text().strip()}

    doctor = flask("doctor", **environ)
    under_pin = flask("db", "upgrade", **environ, **pin)
    (run.folder / "seen_epochs.json").write_text("{}")
    after_keys = flask("db", "upgrade", **environ)

    assert "! Database: The database is not where DATABASE_URL says. " in doctor.stdout
    assert "Mount or restore its folder. " in doctor.stdout
    assert under_pin.stderr == after_keys.stderr == f"Error: {HAD_DATABASE}\n"
    assert not (run.folder / "intake.db").exists()
    shutil.rmtree(run.folder)
    disk.rename(run.folder)
    until(lambda: readiness(run) == before, "the server has its database again")


def test_an_empty_database_is_not_given_keys_under_a_pin(run):
    run.settings["RECOVERY_FINGERPRINT"] = PIN
    run.folder.mkdir()
    (run.folder / "intake.db").touch()

    with pytest.raises(NotServing, match=r"^RECOVERY_FINGERPRINT is set, but this .*\n$"):
        run.start()

    assert not (run.folder / "recovery").exists()


@pytest.mark.long
def test_it_serves_from_postgresql_though_the_first_of_two_hosts_is_down(
    run, flask, postgresql_server
):
    with new_postgresql_database(postgresql_server) as address:
        two_hosts = f"127.0.0.1:{hold_port()},{hosts_of(address)}"
        user = make_url(address).username
        run.settings["DATABASE_URL"] = f"postgresql://{user}@{two_hosts}"
        run.start()
        output = flask("doctor", DATABASE_URL=run.settings["DATABASE_URL"]).stdout
        run.stop()

    assert "target_session_attrs=read-write" in output

    assert run.invitation
    assert not (run.folder / "intake.db").exists()


def test_a_command_in_another_shell_knows_the_address_and_nobody_outlives_a_killed_parent(
    prepared, flask
):
    run = prepared
    run.start()
    second = Live(run.folder)
    second.start()

    def invited(email):
        return str(flask("staff", "invite", email, "--role", "attorney").stdout)

    while_both_run = invited("a@example.org")
    second.stop()
    while_one_runs, processes = invited("b@example.org"), family_of(run)
    run.stop(signal.SIGKILL)
    until(lambda: not any(map(lives, processes)), "every process has ended")
    until(lambda: not newest(run.folder), "no process serves this folder")
    afterwards = invited("c@example.org")

    assert while_both_run.startswith(f"{second.url}/desk/invitation/")
    assert while_one_runs.startswith(f"{run.url}/desk/invitation/")
    assert afterwards.startswith("http://127.0.0.1:8000/")


def test_who_listens_everywhere_is_told_so_and_a_link_goes_when_it_is_worth_nothing(
    prepared, flask
):
    host = str(IPv4Address(0))
    prepared.settings["HOST"], prepared.port = host, hold_port(host)
    with closing(sqlite3.connect(prepared.folder / "intake.db", isolation_level=None)) as database:
        database.execute("DELETE FROM first_invitations")
    prepared.start()

    assert prepared.printed.count("PUBLIC_URL is not set: any host name is accepted") == 1
    assert "PUBLIC_URL is not set: any host name is accepted" in flask("doctor").stdout
    assert prepared.invitation == ""
    assert not (prepared.folder / "recovery" / "invitation.txt").exists()


def test_a_taken_port_is_said_so(prepared):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        prepared.port = taken.getsockname()[1]
        prepared.begin()
        status = prepared.process.wait(PATIENCE)

    assert status == 2
    assert f"Port {prepared.port} on 127.0.0.1 is already in use" in prepared.printed


def readiness(run):
    """Return the text of ``/readyz``."""
    connection = HTTPConnection("127.0.0.1", run.port, timeout=PATIENCE)
    with closing(connection):
        connection.request("GET", "/readyz")
        return connection.getresponse().read().decode()


def family_of(run):
    """Return the ids of the processes of a run: its parent and all descendants."""
    assert run.process is not None
    family = {run.process.pid}
    for _ in range(3):
        family |= {int(pid.name) for pid in Path("/proc").glob("[0-9]*") if parent(pid) in family}
    return family


def parent(process):
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def lives(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def run(tmp_path):
    run = Live(tmp_path / "var")
    yield run
    if run.process and run.process.poll() is None:
        os.killpg(run.process.pid, signal.SIGINT)
        run.process.wait(PATIENCE)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Return the folder that a first run makes, for tests of what comes later."""
    folder = tmp_path_factory.mktemp("made") / "var"
    command = [sys.executable, "-m", "intake.cli.serve", "prepare"]
    environ = {"PATH": os.environ["PATH"], "VAR": str(folder)}
    subprocess.run(command, cwd=ROOT, env=environ, check=True, timeout=PATIENCE)
    return folder


@pytest.fixture
def prepared(run, made):
    """Return a product that was run before."""
    shutil.copytree(made, run.folder)
    return run
