"""Both doors as separate processes with their own secret and database role, and a worker."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import create_engine, make_url

from tests.support.browser.live import ROOT
from tests.support.browser.shared_product import BrowserTransport
from tests.support.browser.steps import join_desk
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.databases.door_roles import grant_roles
from tests.support.databases.fixtures import migrate, new_postgresql_database
from tests.support.servers.ports import hold_port
from tests.support.waiting import PATIENCE, until

NAME, EMAIL = "Tarviq Example-Bramblewick", "wren.testwood@example.org"
SECRETS = {
    "apply": "a" * 9 + "0123456789-applicants-door-alone",
    "desk": "the-desk-0123456789-abcdefghij-and-its-worker",
}


def test_a_request_sent_at_one_door_is_read_at_the_other(page, doors):
    join_desk(page, doors.invitation, EMAIL)

    transport: Any = BrowserTransport(page.context, doors.url("apply"))
    applicant = Applicant(transport, {**SHORTEST, "name_to_use": [NAME]})
    reference = applicant.apply()

    page.goto(f"{doors.url('desk')}/desk/cases/{reference}")
    assert NAME in page.locator("main").inner_text()
    assert doors.flask("outbox", "work", "--once").returncode == 0
    mails = [file.read_text("utf-8") for file in (doors.folder / "mail").glob("*.eml")]
    assert [reference in mail for mail in mails] == [True]
    assert doors.flask("housekeeping", "run").returncode == 0
    assert doors.flask("audit", "verify").returncode == 0


def test_each_door_serves_only_its_own_pages(doors):
    assert doors.status("apply", "/en/") == doors.status("desk", "/desk/signin") == 200
    for path in ("/desk/", "/desk/signin", "/desk/invitation/x", "/desk/left"):
        assert doors.status("apply", path) == 404
    for path in ("/", "/en/", "/en/f/1", "/en/return"):
        assert doors.status("desk", path) == 404
    for door in SECRETS:
        assert doors.status(door, "/readyz") == 200


@dataclass
class Doors:
    """The servers of both doors, and their settings; ``pin`` is the recovery fingerprint."""

    folder: Path
    database: str
    pin: str = ""
    invitation: str = ""
    ports: dict[str, int] = field(default_factory=lambda: {door: hold_port() for door in SECRETS})
    servers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def url(self, door):
        return f"http://127.0.0.1:{self.ports[door]}"

    def environ(self, door, role):
        """Return the environment of one process."""
        url = make_url(self.database)
        as_role = url if role == "owner" else url.set(username=f"intake_{role}")
        return {
            "PATH": os.environ["PATH"],
            "VAR": str(self.folder),
            "DOORS": door,
            "SECRET_KEY": SECRETS[door],
            "PUBLIC_URL": self.url(door),
            "DATABASE_URL": as_role.render_as_string(hide_password=False),
            "RECOVERY_FINGERPRINT": self.pin,
        }

    def begin(self):
        output = self.flask("keys", "init", role="owner").stdout
        (self.pin,) = re.findall(r"RECOVERY_FINGERPRINT=(\S+)", output)
        (self.invitation,) = re.findall(r"http\S+/desk/invitation/\S+", output)
        self.servers = [self.serve(door) for door in SECRETS]
        for door in SECRETS:
            self.wait_until_served(door)

    def wait_until_served(self, door):
        until(lambda: self.status(door, "/healthz") == 200, f"the door {door} is served")

    def serve(self, door):
        config, bind = "deploy/gunicorn.conf.py", f"127.0.0.1:{self.ports[door]}"
        return subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", config, "--bind", bind, "wsgi:app"],
            cwd=ROOT,
            env=self.environ(door, role=door),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def flask(self, *words, role="worker"):
        """Run a command, by default as the worker: with the desk's secret and its own role."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        environ = self.environ("desk", role=role)
        return subprocess.run(
            command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
        )

    def status(self, door, path):
        connection = HTTPConnection(
            "127.0.0.1", urlsplit(self.url(door)).port or 0, timeout=PATIENCE
        )
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()


@pytest.fixture(scope="module")
def doors(postgresql_server, tmp_path_factory):
    with new_postgresql_database(postgresql_server) as address:
        migrate(address)
        engine = create_engine(address)
        grant_roles(engine)
        engine.dispose()
        doors = Doors(tmp_path_factory.mktemp("doors") / "var", address)
        doors.begin()
        yield doors
        for server in doors.servers:
            server.send_signal(signal.SIGTERM)
        for server in doors.servers:
            server.wait(PATIENCE)
