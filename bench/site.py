"""An installation of the product for a run: its folder, settings and a signed-in member."""

from __future__ import annotations

import re
import shutil
from base64 import urlsafe_b64decode
from datetime import date
from pathlib import Path
from typing import Self

from flask import Flask
from flask.testing import FlaskClient

from intake import clock, create_app
from intake.actions.access.unlock_keys import keyring_of
from intake.actions.opening.case_keys import Reader
from intake.cli import serve
from intake.environment import environment
from intake.extensions import db
from intake.frozen import frozen
from intake.sealing.tokens import token_hash
from intake.sessions import store as sessions
from intake.settings import Settings
from intake.staff import second_factor
from intake.staff import store as staff
from tests.support.servers.ports import hold_port

MEMBER = {"email": "gull.testwood@example.org"}
PASSWORD = "a long invented sentence for nobody"  # noqa: S105 - of an invented member


class NobodySignedIn(Exception):
    """Raised if the invitation's pages show no secret or end without a session."""


@frozen
class Site:
    """One installation: its folder, its port and the session cookie of its member."""

    var: Path
    port: int
    desk: str = ""

    @classmethod
    def create(cls, var: Path) -> Self:
        """Create an installation as ``make run`` does, and sign in its first member."""
        site = cls(var=var, port=hold_port())
        serve.prepare(site.environ())
        return cls(var=var, port=site.port, desk=_sign_in(site.app(), var))

    def copy(self, var: Path) -> Site:
        """Return a copy in another folder and on another port."""
        shutil.copytree(self.var, var)
        return Site(var=var, port=hold_port(), desk=self.desk)

    @property
    def host(self) -> str:
        """Return the value of the Host header."""
        return f"127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """Return the path of the SQLite file."""
        return self.var / "intake.db"

    def environ(self) -> dict[str, str]:
        """Return the environment of its processes. All requests of a run are of one network."""
        own = {"VAR": str(self.var), "PORT": str(self.port), "QUARANTINE_ABOVE": "0"}
        return environment(own, self.var)

    def app(self) -> Flask:
        """Return the application, for use in this process."""
        return create_app(Settings.from_environ(self.environ()))


def token_of(cookie: str) -> bytes:
    """Return the token in a session cookie of the desk."""
    return urlsafe_b64decode(f"{cookie}=")


def today_of(app: Flask) -> date:
    """Return the day of this installation."""
    settings: Settings = app.config["SETTINGS"]
    return clock.today(settings.time_zone)


def reader_of(app: Flask, cookie: str) -> Reader:
    """Return the signed-in member with the team's keys. Needs the application's context."""
    token, settings = token_of(cookie), app.config["SETTINGS"]
    session = sessions.find(token_hash(token), clock.now())
    member = staff.find(session.member_id) if session else None
    if session is None or member is None:
        raise NobodySignedIn
    pin = settings.recovery_fingerprint
    return Reader(
        member_id=member.id,
        team_id=member.team_id,
        roles=tuple(member.roles),
        keyring=keyring_of(session, token, pin),
        installation=pin,
    )


def _sign_in(app: Flask, var: Path) -> str:
    """Join as the first member by the invitation; return the session cookie."""
    link = (var / "recovery" / "invitation.txt").read_text("utf-8").strip()
    client = app.test_client()
    path = link[link.index("/desk/") :]
    page = client.get(path, base_url=_base(app)).text
    page = fill(client, app, path, page, password=PASSWORD, password_again=PASSWORD, **MEMBER)
    match = re.search(r'id="totp-secret"[^>]*>([A-Z2-7 ]+)<', page)
    if not match:
        raise NobodySignedIn
    secret = match[1].replace(" ", "")
    page = fill(client, app, path, page, code=second_factor.code_at(secret, clock.now()))
    _take_sheet(client, app, page)
    cookie = client.get_cookie("d", domain="127.0.0.1")
    if not cookie:
        raise NobodySignedIn
    with app.app_context():
        db.engine.dispose()
    return cookie.value


def _take_sheet(client: FlaskClient, app: Flask, page: str) -> None:
    """Type the groups of the sign-in sheet that are asked back; the desk opens only then."""
    groups = dict(re.findall(r'data-sheet="device" data-group="(\d)">(\w+)<', page))
    address = "/desk/signin/sheet/check"
    asked = client.get(address, base_url=_base(app)).text
    numbers = re.findall(r'name="check-device-(\d)"', asked)
    fill(client, app, address, asked, **{f"check-device-{at}": groups[at] for at in numbers})


def fill(client: FlaskClient, app: Flask, path: str, page: str, **fields: object) -> str:
    """Post fields with the form token of a page; return the page to which that leads."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    posted = {"csrf_token": hidden["csrf_token"], **fields}
    return client.post(path, data=posted, base_url=_base(app), follow_redirects=True).text


def _base(app: Flask) -> str:
    settings: Settings = app.config["SETTINGS"]
    return settings.public_url
